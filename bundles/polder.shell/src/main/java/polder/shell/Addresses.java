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
import polder.api.traffic.Metric;
import polder.api.traffic.Traffic;

/** Completes addresses: hosts under attack and those with most traffic. */
@Service
public final class Addresses implements Completer {
    private static final int MOST = 50;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        Appliance appliance = new Appliance(context);
        Stream<String> targets = appliance.find(Attacks.class).stream()
                .flatMap(attacks -> attacks.active().stream())
                .map(attack -> attack.target().toString());
        Stream<String> top = appliance.find(Traffic.class).stream()
                .flatMap(traffic -> traffic.top(Metric.IN_PACKETS, MOST, null).stream())
                .map(host -> host.address().toString());
        return new StringsCompleter(Stream.concat(targets, top).distinct().toList())
                .complete(session, line, candidates);
    }
}
