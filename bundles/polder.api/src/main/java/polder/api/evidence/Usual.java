// SPDX-License-Identifier: Apache-2.0
package polder.api.evidence;

import java.time.Duration;
import java.util.List;

/**
 * What a target gets when it is not under attack: a sample.
 *
 * @param of whose it is, for people: the target, or others of its group beside it when it had too little; empty when nothing is known
 * @param kept flows it is made of
 * @param kinds the largest, and of the others one of so many, which stands for them. How much it is altogether means nothing, as the rows of a sample
 *     come from different times
 * @param before what came to the target itself right before the attack, all that came in a time: as much goes on among the attack's packets
 * @param time how long that was; zero when it is not known
 */
public record Usual(String of, long kept, List<FlowKind> kinds, List<FlowKind> before, Duration time) {
    /** Nothing is known. */
    public static final Usual UNKNOWN = new Usual("", 0, List.of(), List.of(), Duration.ZERO);

    public Usual {
        kinds = List.copyOf(kinds);
        before = List.copyOf(before);
    }
}
