// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
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

/** Ends an attack or a ban at once. */
@Service
@Command(scope = "polder", name = "attack-release", description = "Ends an attack or a ban at once")
public final class AttackRelease implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--reason", description = "Why")
    String reason = "";

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
        Attacks attacks = new Appliance(context).attacks();
        Attack attack = AttackRows.find(attacks, name, false);
        Output.of(session, json)
                .list(AttackRows.columns(""), List.of(By.release(attacks, attack, By.whom(session, reason))));
        return null;
    }
}
