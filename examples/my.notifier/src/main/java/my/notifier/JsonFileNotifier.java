// SPDX-License-Identifier: Apache-2.0
package my.notifier;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackListener;
import polder.api.config.Settings;
import polder.api.config.SettingsException;

/** Appends a line of JSON to a file for every step of an attack. One for each {@code etc/my.notifier-NAME.cfg}. */
@Component(configurationPid = "my.notifier", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class JsonFileNotifier implements AttackListener {
    private record Keys(Path file, List<String> groups) {
        static Keys read(Map<String, Object> properties) {
            Settings settings = new Settings(properties);
            settings.text("file"); // has to be there
            Path file = settings.read("file", "", "the path of a file", Path.of(""), Path::of);
            Keys keys = new Keys(file, settings.list("groups"));
            settings.refuseRest();
            return keys;
        }
    }

    private volatile Keys keys;

    /** What is refused here is told in the log with file, key and value; the component waits for a better cfg. */
    @Activate
    public JsonFileNotifier(Map<String, Object> properties) {
        keys = Keys.read(properties);
    }

    /** Without this a change of the cfg would replace the component, and a wrong one would end it. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = Keys.read(properties);
        } catch (SettingsException e) {
            LoggerFactory.getLogger("my.notifier").error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    /** May take its time: it is called on a thread of its own. What it throws is logged and counted as a failed delivery. */
    @Override
    public void onAttack(AttackEvent event) {
        Keys now = keys;
        if (!now.groups.isEmpty() && !now.groups.contains(event.attack().group())) {
            return;
        }
        try {
            Files.writeString(now.file, json(event) + "\n", CREATE, APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(AttackEvent event) {
        Attack attack = event.attack();
        return "{\"at\":" + quoted(event.at())
                + ",\"phase\":" + quoted(event.phase())
                + ",\"id\":" + quoted(attack.id())
                + ",\"target\":" + quoted(attack.target())
                + ",\"group\":" + quoted(attack.group())
                + ",\"observed\":" + attack.observed()
                + ",\"peak\":" + attack.peak()
                + ",\"reason\":" + quoted(attack.reason()) + "}";
    }

    private static String quoted(Object value) {
        StringBuilder out = new StringBuilder("\"");
        for (char one : value.toString().toCharArray()) {
            if (one < ' ') {
                out.append(String.format("\\u%04x", (int) one));
            } else {
                out.append(one == '"' || one == '\\' ? "\\" : "").append(one);
            }
        }
        return out.append('"').toString();
    }
}
