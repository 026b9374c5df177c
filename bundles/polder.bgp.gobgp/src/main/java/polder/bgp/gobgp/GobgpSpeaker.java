// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
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

/** Announces routes through a gobgpd. What it has announced stays there when it ends: its successor goes on from what it finds. */
@Component(
        service = Speaker.class,
        immediate = true,
        configurationPid = "polder.bgp.gobgp",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class GobgpSpeaker implements Speaker {
    private static final Logger LOG = LoggerFactory.getLogger("polder.bgp.gobgp");

    /** How often the table is looked at when nothing happens. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    /** The keys and their defaults; README.md says what they mean, and which more there are. */
    @interface Config {
        String address() default "127.0.0.1:50051";

        String tls() default "off";

        String time_limit() default "5s";

        String path_identifier() default "20556";
    }

    /** A connection, until it fails. */
    private record Link(GobgpKeys keys, Gobgpd gobgpd, TableKeeper keeper) {}

    private final Ledger ledger = new Ledger();
    private final Backoff backoff = new Backoff();
    private final Rounds rounds;
    private final Report report;
    private final String name;
    private volatile GobgpKeys keys;
    private volatile @Nullable Link link;

    @Activate
    public GobgpSpeaker(Config config, Map<String, Object> properties) {
        this(properties);
    }

    GobgpSpeaker(Map<String, Object> properties) {
        keys = GobgpKeys.read(properties);
        name = "polder.bgp.gobgp-" + keys.instance();
        report = new Report(name, LOG);
        rounds = new Rounds(keys.instance(), LOG, this::round);
        rounds.start();
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = GobgpKeys.read(properties);
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
        GobgpKeys now = keys;
        try {
            Link to = connect(now);
            Set<Announcement> wanted = ledger.wanted();
            if (wanted != null) {
                ledger.tell(to.keeper().keep(wanted, now.routes()));
            }
            List<Peer> peers = to.gobgpd().peers(to.keeper().isSmall());
            report.tell(peers, Troubles.of(peers));
            // it also tells at once of a gobgpd that ends, with which everything is lost
            to.gobgpd().watch(rounds::wake);
            backoff.reset();
            return IDLE;
        } catch (StatusRuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            disconnect();
            report.tell(List.of(), Troubles.of(e, now));
            ledger.tellAway(
                    e.getStatus().getCode() == Status.Code.UNKNOWN ? report.trouble() : "gobgpd does not answer");
            return backoff.next();
        }
    }

    private Link connect(GobgpKeys now) {
        Link old = link;
        if (old != null && old.keys().reaches(now)) {
            return old;
        }
        disconnect();
        Gobgpd gobgpd = new Gobgpd(now);
        Link made = new Link(now, gobgpd, new TableKeeper(gobgpd));
        link = made;
        return made;
    }

    private void disconnect() {
        Link old = link;
        link = null;
        if (old != null) {
            old.gobgpd().close();
        }
    }
}
