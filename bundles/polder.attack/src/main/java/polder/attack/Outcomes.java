// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import polder.api.attack.AttackEvent;

/** Takes how listeners took their events. */
@FunctionalInterface
interface Outcomes {
    /**
     * A listener has taken an event, or failed at it.
     *
     * @param failure what it failed with, or empty
     */
    void took(AttackEvent event, String who, String failure);
}
