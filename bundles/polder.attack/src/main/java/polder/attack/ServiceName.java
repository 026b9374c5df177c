// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.util.Map;

/** What a listener or detector is called: the same before and after its bundle was replaced. */
final class ServiceName {
    private ServiceName() {}

    /** Its PID, which tells instances of one component apart; else its component's name; else its class. */
    static String of(Object service, Map<String, ?> properties) {
        if (properties.get("service.pid") instanceof String pid) {
            return pid;
        }
        return properties.get("component.name") instanceof String name
                ? name
                : service.getClass().getName();
    }
}
