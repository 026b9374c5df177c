// SPDX-License-Identifier: Apache-2.0
package polder.api.evidence;

import java.util.List;

/**
 * What a target gets when it is not under attack: a sample.
 *
 * @param of whose it is, for people: the target, or others of its group beside it when it had too little; empty when nothing is known
 * @param kept flows it is made of
 * @param kinds the largest, and of the others one of so many, which stands for them. How much it is altogether means nothing, as the rows of a sample
 *     come from different times
 */
public record Usual(String of, long kept, List<FlowKind> kinds) {
    /** Nothing is known. */
    public static final Usual UNKNOWN = new Usual("", 0, List.of());

    public Usual {
        kinds = List.copyOf(kinds);
    }
}
