// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackListener;
import polder.api.attack.Attacks;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.flow.Exporter;
import polder.api.flow.Exporters;
import polder.api.traffic.Metric;
import polder.api.traffic.Traffic;
import polder.wire.Address;

/** Every bundle on the way of a flow is replaced in place, under load, during an attack: nothing is lost that is not counted. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FLOWS_PER_SECOND = 200_000;
    private static final String TCP = "swap";
    private static final List<String> SWAPPED = List.of(
            "polder.capture.udp",
            "polder.decode.netflow",
            "polder.capture.tcp",
            "polder.decode.sflow",
            "polder.evidence",
            "polder.traffic",
            "polder.detect.prefix",
            "polder.detect.threshold",
            "polder.detect.baseline",
            "polder.attack",
            "polder.mitigation",
            "polder.camel");

    @Inject
    BundleContext context;

    @Inject
    FeaturesService features;

    private final List<String> stopped = new CopyOnWriteArrayList<>();
    private final List<AttackEvent> events = new CopyOnWriteArrayList<>();
    private Inside inside;

    @Configuration
    public Option[] container() {
        return Container.options(
                editConfigurationFilePut("etc/polder.traffic.cfg", "networks", "10.20.0.0/16"),
                editConfigurationFilePut("etc/polder.traffic.group-default.cfg", "hold", "3s"),
                editConfigurationFilePut("etc/polder.traffic.group-default.cfg", "ban.time", "5s"));
    }

    @Test
    public void bundlesAreReplacedUnderLoadAndNothingIsLostUncounted() throws Exception {
        inside = new Inside(context);
        Await.until("feature polder installed", LIMIT, () -> features.isInstalled(features.getFeature("polder")));
        listen();
        int port = Ports.free();
        features.installFeature("polder-capture-tcp-core");
        Files.writeString(Inside.path("etc", "polder.capture.tcp-" + TCP + ".cfg"), "port = " + port + "\n");
        Await.until("the port is open", LIMIT, () -> lanes().anyMatch(
                        lane -> lane.capture().equals(TCP) && lane.state() == LaneStatus.State.RUNNING));
        UUID attack;
        try (FlowSender sender = new FlowSender(Inside.port("netflow"), FLOWS_PER_SECOND);
                SflowSender samples = new SflowSender(Inside.port("sflow"));
                IpfixSender records = new IpfixSender(port)) {
            attack = swapAll(sender);
            records.end();
            samples.end();
            nothingIsLost("netflow", sender.flows(), FlowSender.RECORDS);
            nothingIsLost("sflow", samples.samples(), SflowSender.SAMPLES);
            theSequenceSaysWhatIsLost(records);
        }
        Await.until(
                "the total",
                LIMIT,
                () -> counted() == lanes().mapToLong(LaneStatus::flows).sum());
        assertThat(stopped).containsExactlyElementsOf(SWAPPED);
        Await.until("the end of the attack", LIMIT, () -> phases().contains(AttackEvent.Phase.ENDED));
        assertThat(phases().stream().filter(phase -> phase == AttackEvent.Phase.STARTED))
                .hasSize(1);
        assertThat(events).allMatch(event -> event.attack().id().equals(attack));
    }

    private UUID swapAll(FlowSender sender) throws Exception {
        Await.until("an attack", LIMIT, () -> !inside.service(Attacks.class)
                .active()
                .isEmpty());
        UUID attack = active().id();
        long started = System.nanoTime();
        for (String name : SWAPPED) {
            swap(name);
            assertThat(active().id()).as("the attack after replacing " + name).isEqualTo(attack);
        }
        sender.end();
        System.out.printf(
                "HotSwapIT: %d bundles replaced, %,d flows/s%n",
                SWAPPED.size(), sender.flows() * 1_000_000_000L / (System.nanoTime() - started));
        return attack;
    }

    private void listen() {
        context.addBundleListener((SynchronousBundleListener) event -> {
            String name = event.getBundle().getSymbolicName();
            if (event.getType() == BundleEvent.STOPPED && name.startsWith("polder.")) {
                stopped.add(name);
            }
        });
        Dictionary<String, Object> name = new Hashtable<>();
        name.put("component.name", "it");
        context.registerService(AttackListener.class, events::add, name);
    }

    private List<AttackEvent.Phase> phases() {
        return events.stream().map(AttackEvent::phase).toList();
    }

    /** The attack there is, by whatever service has it now. */
    private Attack active() throws Exception {
        return Await.value("one attack", LIMIT, () -> {
            List<Attack> active = inside.service(Attacks.class).active();
            return active.size() == 1 ? active.get(0) : null;
        });
    }

    private void swap(String name) throws Exception {
        Bundle bundle = inside.bundle(name);
        long before = counted();
        bundle.update();
        assertThat(bundle.getState()).as(name).isEqualTo(Bundle.ACTIVE);
        Await.until("flows counted after replacing " + name, LIMIT, () -> counted() > before + FLOWS_PER_SECOND / 2);
        for (String capture : List.of("netflow", "sflow", TCP)) {
            long then = lane(capture).flows();
            Await.until("flows of " + capture, LIMIT, () -> lane(capture).flows() > then);
        }
        Await.until("the victim's rate after replacing " + name, LIMIT, () -> inside.service(Traffic.class)
                .host(Address.parse(FlowSender.VICTIM))
                .map(host -> host.rates().get(Metric.IN_PACKETS) > 50_000)
                .orElse(false));
    }

    private Stream<LaneStatus> lanes() throws Exception {
        return inside.service(Lanes.class).lanes().stream();
    }

    private LaneStatus lane(String capture) throws Exception {
        return lanes().filter(lane -> lane.capture().equals(capture))
                .findFirst()
                .orElseThrow();
    }

    private long counted() throws Exception {
        return inside.service(Traffic.class).counters().get("flows");
    }

    private Exporter exporter(String protocol, long domain) throws Exception {
        List<Exporter> found = new ArrayList<>();
        for (ServiceReference<Exporters> reference : context.getServiceReferences(Exporters.class, null)) {
            context.getService(reference).exporters().stream()
                    .filter(one -> one.protocol().startsWith(protocol) && one.domain() == domain)
                    .forEach(found::add);
        }
        assertThat(found).as(protocol).hasSize(1);
        return found.get(0);
    }

    /** Of datagrams of so many flows: each is counted, or counted as dropped. */
    private void nothingIsLost(String capture, long sent, int flows) throws Exception {
        Await.until("all flows of " + capture + ", of " + sent, LIMIT, () -> {
            LaneStatus lane = lane(capture);
            return lane.flows() + lane.dropped() * flows == sent;
        });
        LaneStatus lane = lane(capture);
        System.out.printf(
                "HotSwapIT: %s: sent %,d flows, counted %,d, lost %,d%n",
                capture, sent, lane.flows(), lane.dropped() * flows);
        assertThat(lane.rejects()).isEmpty();
    }

    /** What was in a connection that is closed is lost; the exporter's sequence numbers tell of each record. */
    private void theSequenceSaysWhatIsLost(IpfixSender records) throws Exception {
        long sent = records.records();
        Await.until(
                "all records, of " + sent,
                LIMIT,
                () -> lane(TCP).flows() + exporter("IPFIX", IpfixSender.DOMAIN).lost() == sent);
        System.out.printf(
                "HotSwapIT: tcp: sent %,d flows over %d connections, counted %,d, rejects %s%n",
                sent, records.connections(), lane(TCP).flows(), lane(TCP).rejects());
        assertThat(records.connections()).isEqualTo(2);
        // at most what is in the socket's buffers
        assertThat(sent - lane(TCP).flows()).isLessThan(FLOWS_PER_SECOND / 2);
        assertThat(lane(TCP).dropped()).isZero();
    }
}
