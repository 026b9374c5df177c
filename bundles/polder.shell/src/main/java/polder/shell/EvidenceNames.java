// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;
import polder.api.attack.Attacks;
import polder.api.evidence.Evidence;

/** Attacks of which something is kept: completes their ids, and finds the one an operator means. */
@Service
public final class EvidenceNames implements Completer {
    private static final int SHOWN = 8;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names = new Appliance(context)
                .find(Evidence.class).stream()
                        .flatMap(evidence -> evidence.attacks().stream())
                        .map(id -> id.toString().substring(0, SHOWN))
                        .toList();
        return new StringsCompleter(names).complete(session, line, candidates);
    }

    /** The attack of an id, the start of one, or a target; also one that is no longer in the book of attacks. */
    static UUID find(Appliance appliance, Evidence evidence, String text) throws CommandException {
        String start = text.toLowerCase(Locale.ROOT);
        List<UUID> named = text.length() < 4
                ? List.of()
                : evidence.attacks().stream()
                        .filter(id -> id.toString().startsWith(start))
                        .toList();
        if (named.size() == 1) {
            return named.get(0);
        }
        Optional<Attacks> attacks = appliance.find(Attacks.class);
        if (named.isEmpty() && attacks.isPresent()) {
            return AttackRows.find(attacks.get(), text, true).id();
        }
        throw new CommandException(
                named.isEmpty()
                        ? "nothing is kept of an attack '" + text + "'"
                        : "'" + text + "' is the start of several ids; give more of it");
    }
}
