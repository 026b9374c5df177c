// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.flow.FlowTap;
import polder.wire.Address;

/** A mirror port: what tcpreplay sends into a cable is counted at its other end, host by host. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class AfPacketIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path CORPUS = Path.of(System.getProperty("polder.root"), "..", "shared", "corpus");
    private static final String CFG = "polder.capture.afpacket-mirror.cfg";
    private static final int PACKETS = 40_000;

    private final Totals totals = new Totals();
    private final Mirror mirror = new Mirror();

    @Inject
    BundleContext context;

    @Inject
    FeaturesService features;

    private Inside inside;
    private ServiceRegistration<FlowTap> tap;

    @Configuration
    public Option[] container() {
        return Container.options();
    }

    @Before
    public void install() throws Exception {
        String missing = mirror.plugIn();
        if (!missing.isEmpty()) {
            System.out.println("it: no mirror port could be tested: " + missing);
            assumeTrue(missing, false);
        }
        inside = new Inside(context);
        Await.until("feature polder installed", LIMIT, () -> features.isInstalled(features.getFeature("polder")));
        features.installFeature("polder-capture-afpacket");
        tap = context.registerService(FlowTap.class, totals, new Hashtable<>());
    }

    @After
    public void remove() throws Exception {
        if (tap != null) {
            tap.unregister();
            Files.deleteIfExists(Inside.path("etc", CFG));
            Await.until("no lane", LIMIT, () -> lanes().isEmpty());
        }
        mirror.unplug();
    }

    private void cfg(String... lines) throws Exception {
        Files.write(Inside.path("etc", CFG), List.of(lines));
    }

    private List<LaneStatus> lanes() throws Exception {
        return inside.service(Lanes.class).lanes().stream()
                .filter(lane -> lane.type().equals("polder.capture.afpacket"))
                .toList();
    }

    private void awaitLanes(int count) throws Exception {
        Await.until(
                count + " lanes running",
                LIMIT,
                () -> lanes().size() == count
                        && lanes().stream()
                                .allMatch(lane -> lane.state() == LaneStatus.State.RUNNING
                                        && lane.problem().isEmpty()));
    }

    private void exactly(Path sent, Map<Address, Volume> held, long frames) throws Exception {
        long before = lanes().stream().mapToLong(LaneStatus::packets).sum();
        totals.forget();
        mirror.replay(sent);
        Await.until("all of " + sent, LIMIT, totals::areQuiet);
        assertThat(lanes()).allMatch(lane -> lane.dropped() == 0);
        assertThat(totals.byTarget()).isEqualTo(held);
        assertThat(lanes().stream().mapToLong(LaneStatus::packets).sum() - before)
                .isEqualTo(frames);
        System.out.printf("it: %s: %d frames over the cable, each counted%n", sent.getFileName(), frames);
    }

    private static Path write(Path file) throws Exception {
        Random random = new Random(11);
        Address source = Address.parse("2001:db8::1");
        try (CaptureWriter out = new CaptureWriter(file)) {
            for (int i = 0; i < PACKETS; i++) {
                int length = 62 + random.nextInt(1400);
                if (random.nextInt(5) == 0) {
                    out.add(i, source, Address.parse("2001:db8:1::" + random.nextInt(9)), 1024, length);
                } else {
                    out.add(i, 0xc6336401, 0x0a01_0000 + random.nextInt(99), 1024 + i % 60, length);
                }
            }
        }
        return file;
    }

    @Test
    public void everyFrameCountsForItsHost() throws Exception {
        Path file = write(Inside.path("mirrored.pcap"));
        // the file has the headers only
        cfg("interface = " + mirror.port(), "length = ip");
        awaitLanes(1);
        exactly(file, Volume.of(file).byTarget(), PACKETS);
        cfg("interface = " + mirror.port(), "length = ip", "lanes = 2");
        awaitLanes(2);
        exactly(file, Volume.of(file).byTarget(), PACKETS);
    }

    @Test
    public void attacksOfOthersCountPlainAndTagged() throws Exception {
        cfg("interface = " + mirror.port(), "length = ip", "count = outer");
        awaitLanes(1);
        for (String name : List.of("syn_flood__plain", "ntp_amp__vlan", "ipv6_udp_flood__vlan", "dns_amp_frag__qinq")) {
            Path file = CORPUS.resolve("attack_synth/" + name + ".pcap");
            if (Files.exists(file)) {
                Map<Address, Volume> held = Volume.of(file).byTarget();
                exactly(
                        file,
                        held,
                        held.values().stream().mapToLong(Volume::packets).sum());
            } else {
                System.out.println("it: no " + file + " beside this repository: left out");
            }
        }
    }

    @Test
    public void anInterfaceThatComesLaterIsTaken() throws Exception {
        mirror.unplug();
        cfg("interface = " + mirror.port());
        String words = "there is no interface " + mirror.port() + "; this machine has ";
        Await.until("the lane says why", LIMIT, () -> lanes().stream()
                .anyMatch(lane -> lane.problem().startsWith(words)));
        assertThat(mirror.plugIn()).isEmpty();
        awaitLanes(1);
        mirror.take("down");
        Await.until(
                "it says that it is down", LIMIT, () -> lanes().get(0).problem().contains("is down"));
        assertThat(lanes()).allMatch(lane -> lane.state() == LaneStatus.State.FAILED);
        mirror.take("up");
        awaitLanes(1);
    }
}
