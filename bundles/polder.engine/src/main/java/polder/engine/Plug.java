// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.util.Map;

/**
 * A service as the engine knows it.
 *
 * @param service the decoder, filter or tap
 * @param name its component: what its successor will be known by when its bundle is replaced
 */
record Plug<T>(T service, String name) {
    static <T> Plug<T> of(T service, Map<String, ?> properties) {
        Object name = properties.get("component.name");
        return new Plug<>(service, name == null ? service.getClass().getName() : name.toString());
    }

    boolean is(Object other) {
        return service == other;
    }
}
