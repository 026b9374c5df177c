// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.util.Map;
import polder.api.flow.FlowDetails;
import polder.api.flow.FlowTap;

/**
 * A service as the engine knows it.
 *
 * @param service the decoder, filter or tap
 * @param name its component: what its successor will be known by when its bundle is replaced
 * @param details whether it reads more columns of flows than counting does
 * @param passing whether no successor is waited for when it goes
 */
record Plug<T>(T service, String name, boolean details, boolean passing) {
    static <T> Plug<T> of(T service, Map<String, ?> properties) {
        Object name = properties.get("component.name");
        return new Plug<>(
                service,
                name == null ? service.getClass().getName() : name.toString(),
                is(properties, FlowDetails.WANTED),
                is(properties, FlowTap.PASSING));
    }

    private static boolean is(Map<String, ?> properties, String property) {
        return "true".equals(String.valueOf(properties.get(property)));
    }

    boolean is(Object other) {
        return service == other;
    }
}
