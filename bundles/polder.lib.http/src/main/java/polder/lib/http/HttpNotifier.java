// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;

/** A component whose routes are those of an {@link HttpRoutes}. */
public interface HttpNotifier extends RoutesBuilder {
    /** The routes it has, whatever its configuration. */
    HttpRoutes routes();

    @Override
    default void addRoutesToCamelContext(CamelContext context) throws Exception {
        routes().addTo(context);
    }

    @Override
    default void addTemplatedRoutesToCamelContext(CamelContext context) {
        // there are none
    }

    @Override
    default Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
        addRoutesToCamelContext(context);
        return Set.of();
    }
}
