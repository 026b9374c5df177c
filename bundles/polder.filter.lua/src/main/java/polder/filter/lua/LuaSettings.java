// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import polder.api.config.Settings;

/**
 * What the cfg file says, checked.
 *
 * @param file as an operator knows it
 * @param instance its name
 * @param script the script
 * @param instructions that a call may execute
 * @param time that the flows of a batch may take together
 * @param faults in a minute after which the script is switched off
 * @param readable files it may read while it is loaded
 */
record LuaSettings(
        String file, String instance, Path script, int instructions, Duration time, int faults, List<Path> readable) {
    static LuaSettings of(Map<String, Object> properties) {
        Settings given = new Settings(properties);
        Path base = Path.of(System.getProperty("karaf.base", ""));
        LuaSettings settings = new LuaSettings(
                given.file(),
                given.instance(),
                base.resolve(given.text("script")),
                given.number("instructions", 100_000, 1000, 10_000_000),
                given.duration("time", "50ms", Duration.ofMillis(1), Duration.ofSeconds(1)),
                given.number("faults", 10, 1, 1000),
                given.list("read").stream()
                        .map(base::resolve)
                        .map(Path::normalize)
                        .toList());
        given.refuseRest();
        return settings;
    }
}
