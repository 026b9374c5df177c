// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.UUID;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;

/** Shows what is kept of an attack. */
@Service
@Command(scope = "polder", name = "evidence-show", description = "Shows what is kept of the traffic of an attack")
public final class EvidenceShow implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(name = "attack", description = "Its id, the start of its id, or its target", required = true)
    @Completion(EvidenceNames.class)
    @SuppressWarnings("NullAway.Init")
    String name;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Appliance appliance = new Appliance(context);
        Evidence evidence = appliance.evidence();
        UUID attack = EvidenceNames.find(appliance, evidence, name);
        AttackEvidence found = evidence.find(attack)
                .orElseThrow(() -> new CommandException("nothing is kept of attack " + attack
                        + ": none of its traffic was seen, or it was too long ago (keep.age and keep.size in"
                        + " etc/polder.evidence.cfg)"));
        Output.of(session, json).page(json ? EvidencePage.of(found) : EvidencePage.tables(found));
        return null;
    }
}
