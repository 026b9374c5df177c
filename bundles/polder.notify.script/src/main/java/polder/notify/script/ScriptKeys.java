// SPDX-License-Identifier: Apache-2.0
package polder.notify.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.config.Settings;

/** What a cfg file of this bundle says, checked. */
record ScriptKeys(
        String instance,
        Path script,
        Format format,
        Set<Phase> phases,
        Set<String> groups,
        Duration timeLimit,
        Path workingDirectory) {
    /** What a script gets on its standard input. */
    enum Format {
        TEXT,
        JSON
    }

    static ScriptKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        Path script = script(settings);
        ScriptKeys keys = new ScriptKeys(
                settings.instance(),
                script,
                settings.choice("format", Format.TEXT),
                phases(settings),
                Set.copyOf(settings.list("groups")),
                settings.duration("time.limit", "30s", Duration.ofMillis(100), Duration.ofMinutes(10)),
                workingDirectory(settings, script));
        settings.refuseRest();
        return keys;
    }

    private static Path script(Settings settings) {
        String text = settings.text("script");
        Path script = Path.of(text);
        if (text.isEmpty()) {
            return Path.of("/");
        }
        if (!script.isAbsolute()) {
            settings.fault("script", "is not accepted; give an absolute path");
        } else if (!Files.isRegularFile(script)) {
            settings.fault("script", "is not accepted; there is no such file");
        } else if (!Files.isExecutable(script)) {
            settings.fault("script", "is not accepted; it is not executable by this user (chmod +x)");
        }
        return script;
    }

    private static Path workingDirectory(Settings settings, Path script) {
        Path folder = script.getParent() == null ? Path.of("/") : script.getParent();
        String text = settings.text("working.directory", folder.toString());
        if (!text.equals(folder.toString()) && !(Path.of(text).isAbsolute() && Files.isDirectory(Path.of(text)))) {
            settings.fault("working.directory", "is not accepted; give the absolute path of a directory");
        }
        return Path.of(text);
    }

    private static Set<Phase> phases(Settings settings) {
        Set<Phase> phases = EnumSet.noneOf(Phase.class);
        List<String> words = settings.list("phases");
        for (String word : words.isEmpty() ? List.of("started", "ended") : words) {
            boolean known = false;
            for (Phase phase : Phase.values()) {
                if (phase.name().equalsIgnoreCase(word)) {
                    known = phases.add(phase) || phases.contains(phase);
                }
            }
            if (!known) {
                settings.fault("phases", "is not accepted; give a list of started, ongoing, ended");
            }
        }
        return phases;
    }

    boolean wants(AttackEvent event) {
        return phases.contains(event.phase())
                && (groups.isEmpty() || groups.contains(event.attack().group()));
    }
}
