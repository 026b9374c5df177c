// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;
import polder.api.attack.Outbox;

/** Completes routes, and ids of events that were given up. */
@Service
public final class OutboxNames implements Completer {
    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names = new Appliance(context)
                .find(Outbox.class).stream()
                        .flatMap(outbox -> Stream.concat(
                                outbox.routes().stream().map(Outbox.Route::name),
                                outbox.dead().stream().map(Outbox.Dead::id)))
                        .toList();
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
