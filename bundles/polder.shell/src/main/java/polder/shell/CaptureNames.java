// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;

/** Completes the names of captures. */
@Service
public final class CaptureNames implements Completer {
    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names =
                of(new Appliance(context).find(Lanes.class).map(Lanes::lanes).orElse(List.of()));
        return new StringsCompleter(names).complete(session, line, candidates);
    }

    static List<String> of(List<LaneStatus> lanes) {
        return lanes.stream().map(LaneStatus::capture).distinct().sorted().toList();
    }
}
