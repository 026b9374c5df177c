// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import java.util.Optional;
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
import polder.api.attack.Attack;
import polder.api.attack.Attacks;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;
import polder.api.mitigation.Mitigation;

/** Shows an attack: why it is one, what it is, and what was done about it. */
@Service
@Command(
        scope = "polder",
        name = "attack-show",
        description = "Shows an attack, why it is one, and what was done about it")
public final class AttackShow implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(name = "attack", description = "Its id, the start of its id, or its target", required = true)
    @Completion(AttackNames.class)
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
        Attacks attacks = appliance.attacks();
        Attack attack = AttackRows.find(attacks, name, true);
        Optional<AttackEvidence> evidence = appliance.find(Evidence.class).flatMap(kept -> kept.find(attack.id()));
        Page page = AttackPage.of(attack, attacks.steps(attack.id()), evidence);
        List<Mitigation> against = MitigationRows.against(appliance, attack.id());
        page.some("mitigations", MitigationRows.columns(""), against);
        if (!json) {
            AttackPage.tables(page, attack, evidence);
        }
        Output.of(session, json).page(page);
        return null;
    }
}
