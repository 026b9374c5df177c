// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import polder.api.attack.AttackEvent;

/** The end of a mailbox where a route takes its events. */
@FunctionalInterface
interface Delivery {
    /**
     * Runs the event through the route and returns when it is through.
     *
     * @return whether the route wanted it
     */
    boolean deliver(AttackEvent event) throws Exception;
}
