// SPDX-License-Identifier: Apache-2.0
package polder.notify.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import polder.api.config.Settings;
import polder.api.notify.Subscription;

/** What a cfg file of this bundle says, checked. */
record ScriptKeys(
        String instance,
        Path script,
        Format format,
        Subscription subscription,
        boolean retry,
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
                Subscription.ofActions(settings),
                settings.flag("retry", false),
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
}
