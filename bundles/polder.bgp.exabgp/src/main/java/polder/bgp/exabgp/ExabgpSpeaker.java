// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Speaker;
import polder.lib.bgp.Backoff;
import polder.lib.bgp.Ledger;
import polder.lib.bgp.Report;
import polder.lib.bgp.Rounds;

/** Announces routes through an ExaBGP. What it has announced stays there when it ends: its successor goes on from the journal. */
@Component(
        service = Speaker.class,
        immediate = true,
        configurationPid = "polder.bgp.exabgp",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ExabgpSpeaker implements Speaker {
    private static final Logger LOG = LoggerFactory.getLogger("polder.bgp.exabgp");

    /** The keys and their defaults; README.md says what they mean, and which more there are. */
    @interface Config {
        String pipe() default "";

        String socket() default "";

        String socket_permissions() default "rw-rw----";

        String time_limit() default "5s";

        String repeat() default "5s";
    }

    private final Ledger ledger = new Ledger();
    private final Backoff backoff = new Backoff();
    private final Rounds rounds;
    private final Report report;
    private final String name;
    private final Path file;
    private volatile ExabgpKeys keys;

    /** Those of the way; used by the rounds, and after their end. */
    private @Nullable ExabgpKeys reached;

    private @Nullable Way way;

    /** What is wanted in ExaBGP's words, made anew when another thread says that it has become something else. */
    private @Nullable Map<String, Route> routes;

    private final Map<Announcement, Standing> impossible = new HashMap<>();
    private volatile boolean changed = true;

    @Activate
    public ExabgpSpeaker(Config config, Map<String, Object> properties) {
        this(
                properties,
                Path.of(
                        System.getProperty("karaf.data", System.getProperty("java.io.tmpdir", "/tmp")),
                        "polder",
                        "bgp.exabgp"));
    }

    ExabgpSpeaker(Map<String, Object> properties, Path data) {
        keys = ExabgpKeys.read(properties);
        name = "polder.bgp.exabgp-" + keys.instance();
        report = new Report(name, LOG);
        file = data.resolve(keys.instance() + ".routes");
        rounds = new Rounds(keys.instance(), LOG, this::round);
        rounds.start();
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = ExabgpKeys.read(properties);
            changed = true;
            rounds.wake();
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        rounds.close();
        disconnect();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takes(Announcement announcement) {
        return keys.routes().takes(announcement);
    }

    @Override
    public void want(Set<Announcement> wanted) {
        ledger.want(wanted);
        changed = true;
        rounds.wake();
    }

    @Override
    public Map<Announcement, Standing> standings() {
        return ledger.standings(keys.routes());
    }

    @Override
    public List<Peer> peers() {
        return report.peers();
    }

    @Override
    public String trouble() {
        return report.trouble();
    }

    private Duration round() throws InterruptedException {
        ExabgpKeys now = keys;
        try {
            Way by = connect(now);
            if (changed) {
                changed = false;
                translate();
            }
            Map<Announcement, Standing> standings = new HashMap<>(impossible);
            List<Peer> peers = by.round(routes, standings);
            report.tell(peers, now.process() ? trouble(peers) : "");
            ledger.tell(standings);
            backoff.reset();
            return Duration.ofMillis(by.idle());
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            report.tell(List.of(), e.getMessage() == null ? "the connection to exabgp has ended" : e.getMessage());
            ledger.tellAway("exabgp is not reached");
            return backoff.next();
        }
    }

    private void translate() {
        impossible.clear();
        Set<Announcement> wanted = ledger.wanted();
        routes = wanted == null ? null : Route.all(wanted, keys.routes(), impossible);
    }

    private static String trouble(List<Peer> peers) {
        if (peers.isEmpty()) {
            return "exabgp has no neighbors: nobody hears of what is announced; add some to exabgp.conf";
        }
        List<String> down = peers.stream()
                .filter(peer -> !peer.up())
                .map(peer -> peer.address() + " is " + peer.words())
                .toList();
        return down.isEmpty()
                ? ""
                : down.size() + " of " + peers.size() + " routers are away: " + String.join(", ", down);
    }

    private Way connect(ExabgpKeys now) throws IOException {
        Way old = way;
        if (old != null && reached != null && reached.reaches(now)) {
            return old;
        }
        disconnect();
        Journal journal = new Journal(file);
        Way made = now.process() ? listen(now, journal) : new PipeWay(now.path(), journal, now.repeat());
        way = made;
        reached = now;
        return made;
    }

    private Way listen(ExabgpKeys now, Journal journal) throws IOException {
        try {
            HelperSocket socket = new HelperSocket(now.instance(), now.path(), now.permissions(), rounds::wake);
            return new ProcessWay(socket, journal, now.limit().toMillis());
        } catch (IOException e) {
            throw new IOException(
                    "no socket can be made at " + now.path() + " (" + e.getMessage()
                            + "): its folder has to be there and Polder's user has to be allowed to write to it",
                    e);
        }
    }

    private void disconnect() {
        if (way != null) {
            way.close();
        }
        way = null;
    }
}
