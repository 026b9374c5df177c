// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import polder.api.attack.AttackEvent;

/** Routes to test with. */
final class Deliveries {
    private Deliveries() {}

    /** Takes one event; tells whether it was wanted. */
    interface Taker {
        boolean take(AttackEvent event) throws Exception;
    }

    /** A route that takes events one by one. */
    static Delivery each(Taker taker) {
        return (events, test) -> {
            boolean wanted = false;
            for (AttackEvent event : events) {
                wanted |= taker.take(event);
            }
            return new Receipt(wanted, "");
        };
    }
}
