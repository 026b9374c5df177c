// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.attack.Attacks;

/** Shows the hosts with most traffic, limits and attacks, on the whole screen, anew each second. */
@Service
@Command(scope = "polder", name = "top", description = "Shows the busiest hosts and the attacks, anew each second")
public final class Top implements Action {
    @Option(name = "--json", description = "The busiest hosts once, as JSON, with raw numbers")
    boolean json;

    @Option(name = "--once", description = "One screen, then the end")
    boolean once;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Output output = Output.of(session, json);
        Terminal terminal = Output.terminal(session);
        if (json) {
            Appliance appliance = new Appliance(context);
            output.list(
                    Hosts.columns(),
                    Hosts.rows(appliance.traffic().top(View.FIRST.metric(), 40, null), appliance.find(Attacks.class)));
        } else if (once || terminal == null) {
            plain(output, terminal);
        } else {
            watch(terminal, output);
        }
        return null;
    }

    private void plain(Output output, @Nullable Terminal terminal) {
        Screen screen = terminal == null || terminal.getWidth() == 0
                ? new Screen(132, 40)
                : new Screen(terminal.getWidth(), terminal.getHeight() - 1);
        List<String> lines = frame(View.FIRST, screen, output).plain();
        lines.forEach(output.out()::println);
        output.out().flush();
    }

    private void watch(Terminal terminal, Output output) throws IOException, InterruptedException {
        try (Watch watch = new Watch(terminal)) {
            View view = View.FIRST;
            while (!watch.quits()) {
                Screen screen = new Screen(watch.columns(), watch.rows());
                watch.draw(frame(view, screen, output).draw());
                view = view.after(watch.key());
            }
        }
    }

    private Screen frame(View view, Screen screen, Output output) {
        Duration uptime =
                Duration.ofSeconds(ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
        boolean unicode = output.charset().newEncoder().canEncode('█');
        try {
            return new TopFrame(Health.of(new Appliance(context), uptime), view, screen, unicode).fill();
        } catch (RuntimeException e) {
            // a service that is stopped while it is asked; the next frame finds its successor
            Screen blank = new Screen(screen.columns(), 1);
            blank.line(Screen.Style.RED, "a bundle is being replaced: " + e.getMessage());
            return blank;
        }
    }
}
