// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

/** What happens when, in nanoseconds since the lane was opened: quiet, then attacks with pauses between, for ever. */
final class Scenario {
    /** No attack yet. */
    static final int NONE = -1;

    private static final double SECOND = 1e9;

    private final long first;
    private final long length;
    private final long cycle;
    private final long background;
    private final long attackRate;

    Scenario(DemoSettings settings) {
        first = settings.firstAttack().toNanos();
        length = settings.attackLength().toNanos();
        cycle = length + settings.attackPause().toNanos();
        background = settings.background();
        attackRate = settings.attackRate();
    }

    /** The attack that is on, or was the last one: 0, 1, 2 …; or {@link #NONE}. */
    int attack(long at) {
        return at < first ? NONE : (int) ((at - first) / cycle);
    }

    /** How many packets of everyday traffic there should have been by then. */
    long backgroundBy(long at) {
        return (long) (at / SECOND * background);
    }

    /** How many attack packets there should have been by then, of all attacks. */
    long attackBy(long at) {
        int attack = attack(at);
        if (attack == NONE) {
            return 0;
        }
        long within = Math.min((at - first) % cycle, length);
        return (long) ((attack * (length / SECOND) + within / SECOND) * attackRate);
    }
}
