// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import polder.api.attack.AttackEvent;

/** Takes how routes took their events. */
@FunctionalInterface
interface Outcomes {
    /**
     * A route has taken an event, or failed at it.
     *
     * @param failure what it failed with, or empty
     */
    void took(AttackEvent event, String route, String failure);
}
