// SPDX-License-Identifier: Apache-2.0
package polder.replay;

import polder.api.attack.Judging;
import polder.api.traffic.Counting;

/** One set of limits: what is counted and judged by it. */
record Bench(Counting counting, Judging judging) {
    static Bench of(Counting.Factory countings, Judging.Factory judgings, Counting.Other other) {
        Judging judging = judgings.open();
        return new Bench(countings.open(other, judging::judge), judging);
    }
}
