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
import polder.api.mitigation.Mitigations;

/** Completes mitigations that are not over: their ids and targets. */
@Service
public final class MitigationNames implements Completer {
    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names = new Appliance(context)
                .find(Mitigations.class).stream()
                        .flatMap(mitigations -> mitigations.active().stream())
                        .flatMap(one -> Stream.of(
                                MitigationRows.shortId(one.id()),
                                one.what().target().toString()))
                        .distinct()
                        .toList();
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
