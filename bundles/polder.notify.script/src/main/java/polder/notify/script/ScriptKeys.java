// SPDX-License-Identifier: Apache-2.0
package polder.notify.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.config.Settings;

/** What a cfg file of this bundle says, checked. */
record ScriptKeys(
        String instance,
        Path script,
        Format format,
        Set<Phase> phases,
        Set<String> groups,
        Which attacks,
        Duration timeLimit,
        Path workingDirectory) {
    /** What a script gets on its standard input. */
    enum Format {
        TEXT,
        JSON
    }

    /** Which attacks it is called for. */
    enum Which {
        /** Those that are acted on, while they are. */
        ACTED,
        /** All, also those nobody is to act on. */
        ALL
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
                settings.choice("attacks", Which.ACTED),
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
            for (Phase phase : List.of(Phase.STARTED, Phase.ONGOING, Phase.ENDED)) {
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

    /** As what the script is called at an event: STARTED, ONGOING or ENDED; null when it is not. */
    @Nullable
    Phase call(AttackEvent event) {
        Phase step = attacks == Which.ALL ? told(event.phase()) : acted(event.action());
        boolean wanted = step != null
                && phases.contains(step)
                && (groups.isEmpty() || groups.contains(event.attack().group()));
        return wanted ? step : null;
    }

    private static @Nullable Phase told(Phase phase) {
        return phase == Phase.WARNED || phase == Phase.PASSED ? null : phase;
    }

    private static @Nullable Phase acted(Action action) {
        return switch (action) {
            case NONE -> null;
            case BEGIN -> Phase.STARTED;
            case KEEP -> Phase.ONGOING;
            case END -> Phase.ENDED;
        };
    }
}
