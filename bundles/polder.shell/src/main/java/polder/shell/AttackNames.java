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
import polder.api.attack.Attacks;

/** Completes attacks that have not ended: their targets and ids. */
@Service
public final class AttackNames implements Completer {
    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names = new Appliance(context)
                .find(Attacks.class).stream()
                        .flatMap(attacks -> attacks.active().stream())
                        .flatMap(attack -> Stream.of(attack.target().toString(), AttackRows.shortId(attack)))
                        .toList();
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
