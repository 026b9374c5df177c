// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.wire.Address;

/** What an operator is told of packets that a capture does not allow: at most a line a minute. Used by the engine's clock. */
final class Refusals {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private long told;
    private boolean saidBefore;
    private long saidAt;

    /**
     * The line that is due now, or nothing.
     *
     * @param refused packets refused so far
     * @param sender asked for one of their senders when a line is due
     * @param now {@link System#nanoTime}
     */
    String line(long refused, Supplier<@Nullable Address> sender, long now) {
        // a lane that has ended took its count with it
        told = Math.min(told, refused);
        if (refused == told || (saidBefore && now - saidAt < MINUTE)) {
            return "";
        }
        Address one = sender.get();
        if (one == null) {
            return "";
        }
        long more = refused - told;
        told = refused;
        saidBefore = true;
        saidAt = now;
        return "refused %d %s of senders that allow does not name, such as %s"
                .formatted(more, more == 1 ? "packet" : "packets", one);
    }
}
