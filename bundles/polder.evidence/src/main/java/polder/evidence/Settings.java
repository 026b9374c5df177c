// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.time.Duration;
import java.util.Map;

/**
 * What the cfg file says, checked.
 *
 * @param rows of a lane's ring
 * @param habits how many small rings it has for what is usual
 * @param frameBytes kept of each frame
 * @param before how far back the ring reaches at least
 * @param after how long an attack is collected after its detection
 * @param tops the largest of each facet
 * @param samples lines of them
 * @param keepSize bytes on disk
 * @param keepAge how long an attack is kept on disk
 * @param systems a MaxMind DB file of autonomous systems, or empty
 * @param countries a MaxMind DB file of countries, or empty
 */
record Settings(
        int rows,
        int habits,
        int frameBytes,
        Duration before,
        Duration after,
        int tops,
        int samples,
        long keepSize,
        Duration keepAge,
        String systems,
        String countries) {
    private static final long MB = 1 << 20;
    /** This part of the memory. */
    private static final int FOR_HABITS = 8;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Settings of(Map<String, Object> properties) {
        polder.api.config.Settings given = new polder.api.config.Settings(properties);
        int frameBytes = given.number("frame.bytes", 128, 0, 2048);
        long memory = given.bytes("memory", "16mb", MB, 1024 * MB);
        Settings settings = new Settings(
                Ring.capacity(memory - memory / FOR_HABITS, frameBytes),
                Habits.count(memory / FOR_HABITS),
                frameBytes,
                given.duration("before", "10s", Duration.ofSeconds(1), MINUTE),
                given.duration("after", "10s", Duration.ofSeconds(1), MINUTE),
                given.number("tops", 10, 1, 100),
                given.number("samples", 50, 0, 200),
                given.bytes("keep.size", "1gb", MB, 1L << 50),
                given.duration("keep.age", "30d", MINUTE, Duration.ofDays(36500)),
                given.text("asn.database", ""),
                given.text("country.database", ""));
        given.refuseRest();
        return settings;
    }

    /** For how long the ring holds what has come, whatever comes: what is collected after the detection must still be there too. */
    long spanNanos() {
        return Math.max(before.toNanos(), after.toNanos());
    }
}
