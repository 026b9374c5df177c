// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.attack.Attacks;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Metric;

/** Lists the hosts with most traffic. */
@Service
@Command(scope = "polder", name = "host-list", description = "Lists the hosts with most traffic")
public final class HostList implements Action {
    private static final int MOST = 1_000_000;

    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--sort", description = "By the moving average of this metric, such as in.packets or out.udp.bits")
    @Completion(MetricKeys.class)
    String sort = "in.packets";

    @Option(name = "--most", description = "So many at most")
    String most = "20";

    @Option(name = "-4", description = "IPv4 only")
    boolean v4;

    @Option(name = "-6", description = "IPv6 only")
    boolean v6;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Metric metric =
                Metric.ofKey(sort).orElseThrow(() -> WrongCall.of("--sort", sort, "a metric: " + Metric.form()));
        int count = WrongCall.number("--most", most, MOST);
        Appliance appliance = new Appliance(context);
        List<HostTraffic> hosts = appliance.traffic().top(metric, count, v4 == v6 ? null : Boolean.valueOf(v4));
        Output.of(session, json).list(Hosts.columns(), Hosts.rows(hosts, appliance.find(Attacks.class)));
        return null;
    }
}
