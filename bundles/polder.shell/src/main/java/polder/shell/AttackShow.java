// SPDX-License-Identifier: Apache-2.0
package polder.shell;

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
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;
import polder.api.traffic.Metric;

/** Shows an attack. */
@Service
@Command(scope = "polder", name = "attack-show", description = "Shows an attack")
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
        Attack attack = AttackRows.find(new Appliance(context).attacks(), name, true);
        Page page = new Page()
                .fact("id", "Id", attack.id())
                .fact("target", "Target", attack.target())
                .fact("state", "State", attack.state())
                .fact("group", "Group", attack.group())
                .fact("detector", "Detector", attack.detector())
                .fact("reason", "Reason", attack.reason())
                .fact("metric", "Metric", AttackRows.metric(attack))
                .fact("observed", "At start", attack.observed(), AttackRows.rate(attack, attack.observed()))
                .fact("peak", "Peak", attack.peak(), AttackRows.rate(attack, attack.peak()))
                .fact("limit", "Limit", attack.limit(), AttackRows.rate(attack, attack.limit()))
                .fact("since", "Since", attack.since())
                .fact("last_over", "Last over", attack.lastOver())
                .fact("ended", "Ended", attack.ended())
                .fact("duration_seconds", "Duration", AttackRows.duration(attack))
                .fact("hold_seconds", "Hold", attack.hold())
                .fact("ban_time_seconds", "Ban time", attack.banTime())
                .hidden("start_rates", attack.startRates())
                .hidden("rates", attack.rates());
        Optional<AttackEvidence> evidence =
                new Appliance(context).find(Evidence.class).flatMap(kept -> kept.find(attack.id()));
        page.fact(
                "evidence",
                "Largest",
                evidence.map(found -> EvidencePage.of(found).json()).orElse(null),
                evidence.map(EvidencePage::summary).orElse("-"));
        Output.of(session, json).page(json ? page : metrics(page, attack));
        return null;
    }

    private static Page metrics(Page page, Attack attack) {
        Columns<Metric> columns = Metrics.columns("Its traffic was not counted.");
        Metrics.add(columns, "start", "At start", attack.startRates());
        Metrics.add(columns, "last", "When last over", attack.rates());
        return page.table("metrics", columns, Metrics.busy(attack.startRates(), attack.rates()));
    }
}
