// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of every attack: each event in order, on a thread and a queue of this listener's own, so it may block. When its bundle is
 * replaced the events wait for the new one.
 */
@ConsumerType
@FunctionalInterface
public interface AttackListener {
    /** Takes an event. An exception is logged and counted; the event is not repeated. */
    void onAttack(AttackEvent event);
}
