// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/** Which fragments a row accepts. */
enum Fragments {
    ANY,
    /** Whole packets only. */
    NO,
    /** Every fragment. */
    YES,
    /** Fragments that show no ports: all but the first. */
    LATER;

    boolean accepts(VectorSample sample) {
        return switch (this) {
            case ANY -> true;
            case NO -> !sample.isFragment();
            case YES -> sample.isFragment();
            case LATER -> sample.isLaterFragment();
        };
    }
}
