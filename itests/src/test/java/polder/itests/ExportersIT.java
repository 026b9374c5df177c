// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.flow.Exporter;
import polder.api.flow.Exporters;
import polder.api.flow.FlowTap;
import polder.wire.Address;

/** Real exporters tell of captures: every host's packets and bytes are the capture's own, or as near as sampling lets them be. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ExportersIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path CORPUS = Path.of(System.getProperty("polder.root"), "..", "shared", "corpus");
    private static final int RATE = 10;
    private static final int PACKETS = 40_000;
    /** Comes last in the capture and is not looked at: sfprobe keeps some of it to itself. */
    private static final Address LAST = Address.parse("10.1.255.255");

    /** Standard deviations: a million runs of everything here would see one host beyond. */
    private static final double BOUND = 6;

    private final Totals totals = new Totals();

    @Inject
    BundleContext context;

    @Inject
    FeaturesService features;

    private Inside inside;
    private ServiceRegistration<FlowTap> tap;
    private Path capture;
    /** NetFlow 5 has no IPv6, and softflowd takes more than it says of the other packets where it leaves some out. */
    private Path v4;

    @Configuration
    public Option[] container() {
        return Container.options();
    }

    @Before
    public void listen() throws Exception {
        inside = new Inside(context);
        Await.until("feature polder installed", LIMIT, () -> features.isInstalled(features.getFeature("polder")));
        inside.service(Lanes.class);
        tap = context.registerService(FlowTap.class, totals, new Hashtable<>());
        capture = write(Inside.path("exported.pcap"), 5);
        v4 = write(Inside.path("exported-v4.pcap"), 0);
    }

    @After
    public void nothingWasDropped() throws Exception {
        tap.unregister();
        for (LaneStatus lane : inside.service(Lanes.class).lanes()) {
            assertThat(lane.dropped()).as(lane.capture()).isZero();
        }
    }

    /** Twenty seconds to 20 IPv4 and some IPv6 hosts in no order, and then some packets to one more. */
    private static Path write(Path file, int v6) throws IOException {
        Random random = new Random(11);
        int[] lengths = {62, 90, 400, 1000, 1514};
        int hosts = CaptureWriter.address("10.1.0.1");
        Address source = Address.parse("2001:db8::1");
        long begin = System.currentTimeMillis() * 1_000_000 - 25_000_000_000L;
        try (CaptureWriter out = new CaptureWriter(file)) {
            for (int i = 0; i < PACKETS; i++) {
                long at = begin + i * (20_000_000_000L / PACKETS);
                int host = random.nextInt(20 + v6);
                int length = lengths[random.nextInt(lengths.length)];
                if (host < 20) {
                    out.add(at, 0xc6336400 | random.nextInt(256), hosts + host, 1024 + i % 60, length);
                } else {
                    out.add(at, source, Address.parse("2001:db8:1::" + host), 1024 + i % 60, length);
                }
            }
            for (int i = 0; i < 300; i++) {
                out.add(begin + 20_000_000_000L + i, 0xc6336400, (int) LAST.low(), 1024, 90);
            }
        }
        return file;
    }

    private interface Export {
        void run() throws Exception;
    }

    /** What the appliance counts of an export, when all of it has come. */
    private Map<Address, Volume> counted(String what, Export export) throws Exception {
        Await.until(
                "what came before is counted", LIMIT, () -> totals.byTarget().isEmpty() || totals.areQuiet());
        totals.forget();
        export.run();
        Await.until("flows of " + what, LIMIT, totals::areQuiet);
        Map<Address, Volume> counted = totals.byTarget();
        counted.remove(LAST);
        return counted;
    }

    private static Volume.Held held(Path file) throws IOException {
        Volume.Held held = Volume.of(file);
        held.byTarget().remove(LAST);
        assertThat(held.byTarget()).isNotEmpty();
        return held;
    }

    private void exactly(String what, Export export) throws Exception {
        exactly(what, held(capture).byTarget(), export);
    }

    private void exactly(String what, Map<Address, Volume> held, Export export) throws Exception {
        Map<Address, Volume> counted = counted(what, export);
        // on a busy machine pmacct ends before its plugin has been told of everything: it is given another chance to
        // tell all
        for (int again = 0; again < 2 && what.contains("probe") && isLess(counted, held); again++) {
            System.out.printf("it: %s: pmacct told of %s only; once more%n", what, sum(counted));
            counted = counted(what, export);
        }
        System.out.printf("it: %s: %d hosts, %s%n", what, counted.size(), sum(counted));
        assertThat(counted).as(what).isEqualTo(held);
    }

    /** Whether hosts or packets are missing and nothing is too much. */
    private static boolean isLess(Map<Address, Volume> counted, Map<Address, Volume> held) {
        return !counted.equals(held)
                && counted.entrySet().stream()
                        .allMatch(one -> held.containsKey(one.getKey())
                                && one.getValue().packets()
                                        <= held.get(one.getKey()).packets());
    }

    private static Volume sum(Map<Address, Volume> volumes) {
        return volumes.values().stream().reduce(Volume.NONE, Volume::plus);
    }

    /**
     * Of n packets each is looked at with probability 1/rate and stands for rate of them: the count has a variance of n (rate - 1),
     * the bytes one of the sum of their squared lengths times that.
     */
    private void withinTheBound(String what, Volume.Held held, Export export) throws Exception {
        Map<Address, Volume> counted = counted(what, export);
        System.out.printf(
                "it: %s, 1 of %d: %d hosts, %s of %s%n", what, RATE, counted.size(), sum(counted), held.total());
        assertThat(counted.keySet()).as(what).isEqualTo(held.byTarget().keySet());
        held.byTarget()
                .forEach((host, volume) -> near(
                        what + ", " + host,
                        counted.get(host),
                        volume,
                        held.squares().get(host)));
        double squares = held.byTarget().keySet().stream()
                .mapToDouble(held.squares()::get)
                .sum();
        near(what + ", all hosts", sum(counted), held.total(), squares);
        assertThat(rates()).as(what).contains(RATE);
    }

    /** The sampling rates in force, of all exporters. */
    private Set<Integer> rates() throws Exception {
        Set<Integer> rates = new HashSet<>();
        for (ServiceReference<Exporters> reference : context.getServiceReferences(Exporters.class, null)) {
            Exporters exporters = context.getService(reference);
            for (Exporter exporter : exporters.exporters()) {
                rates.add(exporter.sampling().rate());
                exporters.details(exporter).samplings().forEach(one -> rates.add(one.rate()));
            }
        }
        return rates;
    }

    private static void near(String what, Volume counted, Volume held, double squares) {
        double packets = BOUND * Math.sqrt(held.packets() * (RATE - 1.0));
        double bytes = BOUND * Math.sqrt(squares * (RATE - 1.0));
        assertThat((double) counted.packets()).as(what + ", packets").isCloseTo(held.packets(), within(packets));
        assertThat((double) counted.bytes()).as(what + ", bytes").isCloseTo(held.bytes(), within(bytes));
    }

    private static int netflow() {
        return Inside.port("netflow");
    }

    private static int ipfix() {
        return Inside.port("ipfix");
    }

    @Test
    public void softflowdNetflow5() throws Exception {
        exactly("softflowd 5", held(v4).byTarget(), () -> Probe.softflowd(v4, netflow(), "5", 1));
        withinTheBound("softflowd 5", held(v4), () -> Probe.softflowd(v4, netflow(), "5", RATE));
    }

    @Test
    public void softflowdNetflow9() throws Exception {
        exactly("softflowd 9", () -> Probe.softflowd(capture, netflow(), "9", 1));
        withinTheBound("softflowd 9", held(capture), () -> Probe.softflowd(capture, netflow(), "9", RATE));
    }

    @Test
    public void softflowdIpfix() throws Exception {
        exactly("softflowd IPFIX", () -> Probe.softflowd(capture, ipfix(), "10", 1));
        withinTheBound("softflowd IPFIX", held(capture), () -> Probe.softflowd(capture, ipfix(), "10", RATE));
    }

    @Test
    public void softflowdPacketSections() throws Exception {
        exactly("softflowd PSAMP", () -> Probe.softflowd(capture, ipfix(), "psamp", 1));
    }

    @Test
    public void nfprobeNetflow5() throws Exception {
        exactly("nfprobe 5", held(v4).byTarget(), () -> Probe.nfprobe(v4, netflow(), "127.0.0.2", 5, 1));
        withinTheBound("nfprobe 5", held(v4), () -> Probe.nfprobe(v4, netflow(), "127.0.0.3", 5, RATE));
    }

    @Test
    public void nfprobeNetflow9() throws Exception {
        exactly("nfprobe 9", () -> Probe.nfprobe(capture, netflow(), "127.0.0.2", 9, 1));
        withinTheBound("nfprobe 9", held(capture), () -> Probe.nfprobe(capture, netflow(), "127.0.0.3", 9, RATE));
    }

    @Test
    public void nfprobeIpfix() throws Exception {
        exactly("nfprobe IPFIX", () -> Probe.nfprobe(capture, ipfix(), "127.0.0.2", 10, 1));
        withinTheBound("nfprobe IPFIX", held(capture), () -> Probe.nfprobe(capture, ipfix(), "127.0.0.3", 10, RATE));
    }

    @Test
    public void sfprobeSflow5() throws Exception {
        features.installFeature("polder-decode-sflow");
        int port = Inside.port("sflow");
        exactly("sfprobe", () -> Probe.sfprobe(capture, port, 1));
        withinTheBound("sfprobe", held(capture), () -> Probe.sfprobe(capture, port, RATE));
    }

    @Test
    public void realCapturesOverNetflow5() throws Exception {
        real("softflowd 5", file -> Probe.softflowd(file, netflow(), "5", 1));
        real("nfprobe 5", file -> Probe.nfprobe(file, netflow(), "127.0.0.2", 5, 1));
    }

    @Test
    public void realCapturesOverNetflow9AndIpfix() throws Exception {
        real("softflowd 9", file -> Probe.softflowd(file, netflow(), "9", 1));
        real("nfprobe IPFIX", file -> Probe.nfprobe(file, ipfix(), "127.0.0.2", 10, 1));
    }

    private interface FileExport {
        void run(Path file) throws Exception;
    }

    private void real(String what, FileExport export) throws Exception {
        for (String name : List.of(
                "attack/cicddos2019_WebDDoS.pcap",
                "attack_synth/background_only__plain.pcap",
                "attack_synth/syn_flood__plain.pcap")) {
            Path file = CORPUS.resolve(name);
            if (Files.exists(file)) {
                exactly(what + " of " + name, held(file).byTarget(), () -> export.run(file));
            } else {
                System.out.println("it: no " + name + " beside this repository: left out");
            }
        }
    }
}
