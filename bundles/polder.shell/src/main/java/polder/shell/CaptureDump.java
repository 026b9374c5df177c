// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import polder.api.config.Quantity;
import polder.api.flow.FlowTap;

/** Shows a few flows as they come, with the headers of their frames. */
@Service
@Command(
        scope = "polder",
        name = "capture-dump",
        description = "Shows a few flows as they come, with the headers of their frames")
public final class CaptureDump implements Action {
    private static final int MOST = 1000;

    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "-n", description = "How many, at most " + MOST)
    String number = "10";

    @Option(name = "--time", description = "How long they are waited for at most, such as 5s or 1m")
    String time = "5s";

    @Argument(name = "capture", description = "Name of a capture; all of them without")
    @Completion(CaptureNames.class)
    String capture = "";

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        int count = WrongCall.number("-n", number, MOST);
        Duration limit = limit();
        List<String> names = CaptureNames.of(new Appliance(context).lanes().lanes());
        if (!capture.isEmpty() && !names.contains(capture)) {
            throw new CommandException(
                    "no capture is named " + capture + (names.isEmpty() ? "" : "; there are " + Text.of(names)));
        }
        List<Glance.Seen> seen = look(count, limit);
        if (seen.isEmpty() && !json) {
            throw new CommandException(
                    "no flow came within " + Quantity.human(limit) + "; polder:capture-list says what captures do");
        }
        Output.of(session, json).list(Dump.columns(), seen);
        return null;
    }

    private List<Glance.Seen> look(int count, Duration limit) throws InterruptedException {
        Glance glance = new Glance(capture, count);
        ServiceRegistration<FlowTap> registration = context.registerService(
                FlowTap.class, glance, FrameworkUtil.asDictionary(Map.of(FlowTap.PASSING, true)));
        try {
            glance.await(limit.toNanos());
        } finally {
            registration.unregister();
        }
        return glance.seen();
    }

    private Duration limit() throws org.apache.karaf.shell.support.CommandException {
        String accepted = "a time from 1s to 10m";
        try {
            Duration limit = Quantity.duration(time);
            if (limit.compareTo(Duration.ofSeconds(1)) < 0 || limit.compareTo(Duration.ofMinutes(10)) > 0) {
                throw WrongCall.of("--time", time, accepted);
            }
            return limit;
        } catch (IllegalArgumentException e) {
            throw WrongCall.of("--time", time, accepted);
        }
    }
}
