// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;

/** Which routes are whose: of a file or of a notifier. Used by one thread. */
final class RouteBook {
    private static final int STOP_SECONDS = 10;

    private final Map<String, Set<String>> routes = new HashMap<>();
    private final CamelContext context;

    RouteBook(CamelContext context) {
        this.context = context;
    }

    /** The routes of an owner. */
    Set<String> of(String owner) {
        return routes.getOrDefault(owner, Set.of());
    }

    /** The routes of everybody else. */
    Set<String> ofOthers(String owner) {
        Set<String> others = new HashSet<>();
        routes.forEach((name, ids) -> {
            if (!name.equals(owner)) {
                others.addAll(ids);
            }
        });
        return others;
    }

    /** Adds routes and starts them: all, or none when one fails. */
    Set<String> add(String owner, List<RoutesBuilder> builders) throws Exception {
        Set<String> before = running();
        try {
            for (RoutesBuilder builder : builders) {
                context.addRoutes(builder);
            }
        } catch (Exception e) {
            drop(since(before));
            throw e;
        }
        Set<String> added = since(before);
        routes.put(owner, added);
        return added;
    }

    /** Stops and removes the routes of an owner, each when it is through with the message it has, at most some seconds. */
    Set<String> remove(String owner) throws Exception {
        Set<String> gone = routes.remove(owner);
        if (gone == null) {
            return Set.of();
        }
        drop(gone);
        return gone;
    }

    private void drop(Set<String> ids) throws Exception {
        for (String id : ids) {
            context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
            context.removeRoute(id);
        }
        // a route that could not be made has left its definition behind
        Model model = ((ModelCamelContext) context);
        model.removeRouteDefinitions(new ArrayList<>(model.getRouteDefinitions().stream()
                .filter(one -> context.getRoute(one.getId()) == null)
                .toList()));
    }

    private Set<String> running() {
        Set<String> ids = new LinkedHashSet<>();
        for (Route route : context.getRoutes()) {
            ids.add(route.getId());
        }
        return ids;
    }

    private Set<String> since(Set<String> before) {
        Set<String> ids = running();
        ids.removeAll(before);
        return ids;
    }
}
