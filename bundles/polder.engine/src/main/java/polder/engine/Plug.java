// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.util.Map;
import polder.api.flow.FlowDetails;

/**
 * A service as the engine knows it.
 *
 * @param service the decoder, filter or tap
 * @param name its component: what its successor will be known by when its bundle is replaced
 * @param details whether it reads more columns of flows than counting does
 */
record Plug<T>(T service, String name, boolean details) {
    static <T> Plug<T> of(T service, Map<String, ?> properties) {
        Object name = properties.get("component.name");
        boolean details = "true".equals(String.valueOf(properties.get(FlowDetails.WANTED)));
        return new Plug<>(service, name == null ? service.getClass().getName() : name.toString(), details);
    }

    boolean is(Object other) {
        return service == other;
    }
}
