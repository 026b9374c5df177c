// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.List;
import polder.api.attack.AttackEvent;

/** The end of a mailbox where a route takes its events. */
@FunctionalInterface
interface Delivery {
    /**
     * Runs events through the route as one message and returns when it is through.
     *
     * @param events one; or many that are to go as a digest
     * @param test whether it is only to see whether it arrives
     * @throws FinalFailure when trying it again is of no use
     */
    Receipt deliver(List<AttackEvent> events, boolean test) throws Exception;
}
