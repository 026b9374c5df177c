// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import polder.api.attack.AttackEvent;

/** Takes how routes took their events. */
interface Outcomes {
    /**
     * A route has taken an event, or failed at it.
     *
     * @param failure what it failed with, or empty
     */
    void took(AttackEvent event, String route, String failure);

    /** A route has refused an event for good. */
    default void dead(Letter letter) {
        // whoever keeps no dead letters lets it go
    }
}
