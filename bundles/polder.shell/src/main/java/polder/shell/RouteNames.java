// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

/** Completes routes. */
@Service
public final class RouteNames implements Completer {
    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names = RouteRow.all(new Appliance(context)).stream()
                .map(RouteRow::name)
                .toList();
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
