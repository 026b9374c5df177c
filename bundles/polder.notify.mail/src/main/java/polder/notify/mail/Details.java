// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;

/** What the second mail of an attack tells, once it has been collected. */
final class Details {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.mail");
    private static final long LOOK_MILLIS = 200;
    /** Evidence is collected for a minute at most. */
    private static final Duration COLLECTED = Duration.ofSeconds(70);
    /** So long it may be away, for an update or a start; else it is not installed. */
    private static final Duration AWAY = Duration.ofSeconds(10);
    /** So long it may take until it knows of the attack. */
    private static final Duration BEGUN = Duration.ofSeconds(5);
    /** So long its file may be late. */
    private static final Duration WRITTEN = Duration.ofSeconds(5);

    private final Supplier<@Nullable Evidence> evidence;
    private final BooleanSupplier ending;

    /** @param ending whether the route is being stopped, so that there is no time to wait for more */
    Details(Supplier<@Nullable Evidence> evidence, BooleanSupplier ending) {
        this.evidence = evidence;
        this.ending = ending;
    }

    /**
     * Waits until what is seen of an attack has been collected. Attacks are told of in the order in which they began, so nothing waits
     * behind one of them for longer than it would have to.
     *
     * @return null when nothing was seen
     */
    @Nullable
    AttackEvidence await(Attack attack) throws InterruptedException {
        long begin = System.nanoTime();
        AttackEvidence seen = null;
        while (true) {
            Evidence keeper = evidence.get();
            seen = keeper == null ? seen : keeper.of(attack).orElse(null);
            long limit = (keeper == null ? AWAY : seen == null ? BEGUN : COLLECTED).toNanos();
            boolean enough = seen != null && seen.complete();
            if (enough || ending.getAsBoolean() || System.nanoTime() - begin > limit) {
                return seen == null || seen.kept() == 0 ? null : seen;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** The frames of an attack, as soon as all that were counted are in their file; null when there are none. */
    @Nullable
    Frames frames(AttackEvidence seen, long most) throws InterruptedException {
        long begin = System.nanoTime();
        while (seen.frames() > 0 && most > 0) {
            Evidence keeper = evidence.get();
            Path file = keeper == null ? null : keeper.frames(seen.attack()).orElse(null);
            Frames frames = file == null ? null : read(file, seen, most);
            boolean all = frames != null && (frames.packets() >= seen.frames() || frames.bytes().length > most - 4096);
            if (all || ending.getAsBoolean() || System.nanoTime() - begin > WRITTEN.toNanos()) {
                return frames;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return null;
    }

    private static @Nullable Frames read(Path file, AttackEvidence seen, long most) {
        String name = seen.target().toString().replaceAll("[:/]", "-") + ".pcapng";
        try {
            return Frames.read(file, name, most);
        } catch (IOException e) {
            LOG.warn("the frames of {} are not attached: {}", seen.target(), e.toString());
            return null;
        }
    }
}
