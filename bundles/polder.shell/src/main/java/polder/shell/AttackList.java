// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.attack.Attack;
import polder.api.attack.Attacks;

/** Lists attacks and bans that have not ended. */
@Service
@Command(scope = "polder", name = "attack-list", description = "Lists attacks and bans that have not ended")
public final class AttackList implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--all", description = "Those that have ended too")
    boolean all;

    @Option(name = "--ended", description = "Only those that have ended")
    boolean ended;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Attacks attacks = new Appliance(context).attacks();
        List<Attack> rows = new ArrayList<>();
        if (!ended) {
            rows.addAll(attacks.active());
        }
        if (ended || all) {
            rows.addAll(attacks.ended());
        }
        Output.of(session, json).list(AttackRows.columns(ended ? "No attack has ended." : "No attack, no ban."), rows);
        return null;
    }
}
