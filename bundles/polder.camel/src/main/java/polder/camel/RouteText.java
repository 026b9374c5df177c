// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Routes as somebody has written them into a file. */
final class RouteText {
    private final List<RouteDefinition> read = new ArrayList<>();
    private final String file;
    private final String text;

    /** @param file the file's name; its end says whether it is XML or YAML */
    RouteText(String file, String text) {
        this.file = file;
        this.text = text;
    }

    String file() {
        return file;
    }

    /**
     * Reads the routes. One without an id gets the file's name and its place in it.
     *
     * @param taken route ids of others, that may not be used
     */
    List<RoutesBuilder> parse(CamelContext context, Set<String> taken) throws Exception {
        read.clear();
        Collection<RoutesBuilder> found = PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(List.of(ResourceHelper.fromString(file, text)));
        for (RoutesBuilder builder : found) {
            if (builder instanceof RouteBuilder routes) {
                routes.addLifecycleInterceptor(new Names(taken));
            }
        }
        return new ArrayList<>(found);
    }

    /** The line where the last parse or what came of it has gone wrong, or 0. */
    int line(Throwable fault) {
        return RouteFault.line(fault, read);
    }

    private final class Names implements RouteBuilderLifecycleStrategy {
        private final Set<String> taken;

        Names(Set<String> taken) {
            this.taken = taken;
        }

        @Override
        public void afterConfigure(RouteBuilder builder) {
            for (RouteDefinition route : builder.getRouteCollection().getRoutes()) {
                read.add(route);
                if (route.getId() == null) {
                    route.setId(file.substring(0, file.lastIndexOf('.')) + "-" + read.size());
                }
                if (taken.contains(route.getId())) {
                    throw new IllegalArgumentException(
                            "line " + route.getLineNumber() + ": there is another route " + route.getId() + " already");
                }
            }
        }
    }
}
