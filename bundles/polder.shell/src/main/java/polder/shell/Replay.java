// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.config.SettingsException;
import polder.api.replay.Replays;
import polder.api.replay.Replays.Request;
import polder.wire.Prefix;

/** Says which attacks a recording would have raised, and what other limits would change. */
@Service
@Command(
        scope = "polder",
        name = "replay",
        description =
                "Says which attacks a capture file would have raised; counters, attacks and bans stay as they are")
public final class Replay implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(
            name = "--what-if",
            description = "A cfg file of a host group, compared with the limits there are; several: give it again",
            multiValued = true)
    @Completion(FileCompleter.class)
    List<String> whatIf = new ArrayList<>();

    @Option(
            name = "--group",
            description = "The group the file of --what-if is for; else its name says it, or it is for default")
    String group = "";

    @Option(name = "--networks", description = "Our networks in the recording, if others than those of the appliance")
    String networks = "";

    @Option(name = "--decoder", description = "Who reads the file; guessed if left out")
    String decoder = "";

    @Option(name = "--filter", description = "Leaves packets out, as tcpdump takes it")
    String filter = "";

    @Option(name = "--speed", description = "max, or a factor: 1 is as fast as it was recorded")
    String speed = "max";

    @Argument(name = "file", description = "A pcap or pcapng file of frames or of flow exports", required = true)
    @Completion(FileCompleter.class)
    @SuppressWarnings("NullAway.Init")
    String file;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Replays replays = new Appliance(context).replays();
        Request request =
                new Request(Path.of(file).toAbsolutePath().toString(), decoder, filter, networks(), speed(), limits());
        try {
            Output.of(session, json).page(ReplayPage.of(replays.run(request), !whatIf.isEmpty()));
        } catch (IOException | SettingsException | IllegalStateException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
        return null;
    }

    private List<Prefix> networks() throws org.apache.karaf.shell.support.CommandException {
        List<Prefix> all = new ArrayList<>();
        for (String one : networks.split("[,\\s]+", -1)) {
            if (!one.isEmpty()) {
                try {
                    all.add(Prefix.parse(one));
                } catch (IllegalArgumentException e) {
                    throw WrongCall.of("--networks", one, "prefixes such as 198.51.100.0/24,2001:db8::/48");
                }
            }
        }
        return all;
    }

    private double speed() throws org.apache.karaf.shell.support.CommandException {
        if (speed.toLowerCase(Locale.ROOT).equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double factor = Double.parseDouble(speed);
            if (factor >= 0.001 && factor <= 1000) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw WrongCall.of("--speed", speed, "max, or a factor from 0.001 to 1000");
    }

    private Map<String, Map<String, String>> limits() throws CommandException {
        if (!group.isEmpty() && whatIf.size() != 1) {
            throw new CommandException("--group goes with one --what-if");
        }
        Map<String, Map<String, String>> all = new TreeMap<>();
        for (String one : whatIf) {
            GroupFile read = GroupFile.read(one, group);
            if (all.put(read.group(), read.properties()) != null) {
                throw new CommandException(one + " is the second file for group " + read.group()
                        + "; name the files as in etc/: polder.traffic.group-NAME.cfg");
            }
        }
        return all;
    }
}
