// SPDX-License-Identifier: Apache-2.0
package polder.api.notify;

import java.time.Duration;
import java.util.List;
import polder.api.attack.AttackEvent;

/**
 * Many events in one message, as there were more than the rate a route takes. Immutable, safe to keep.
 *
 * @param events of any attacks, in the order in which they came
 * @param time in which they came
 */
public record Digest(List<AttackEvent> events, Duration time) {
    public Digest {
        events = List.copyOf(events);
    }
}
