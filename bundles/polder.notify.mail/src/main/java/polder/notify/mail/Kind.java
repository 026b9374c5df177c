// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import polder.api.attack.AttackEvent.Phase;

/** The kinds of mail there are; each has templates of its own. */
enum Kind {
    /** At the detection, or when a warning begins. */
    FIRST(""),
    ONGOING(".ongoing"),
    /** The second of an attack, with what was seen of it. */
    DETAILS(".details"),
    /** Of an attack, or of a warning. */
    ENDED(".ended"),
    /** Of many attacks. */
    DIGEST(".digest");

    /** What is added to the names of its keys. */
    final String suffix;

    Kind(String suffix) {
        this.suffix = suffix;
    }

    static Kind of(Phase phase) {
        return switch (phase) {
            case WARNED, STARTED -> FIRST;
            case ONGOING -> ONGOING;
            case ENDED, PASSED -> ENDED;
        };
    }
}
