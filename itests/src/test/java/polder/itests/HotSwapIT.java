// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
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
import org.osgi.framework.SynchronousBundleListener;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackListener;
import polder.api.attack.Attacks;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.traffic.Metric;
import polder.api.traffic.Traffic;
import polder.wire.Address;

/** Every bundle on the way of a flow is replaced in place, under load, during an attack: nothing is lost that is not counted. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FLOWS_PER_SECOND = 200_000;
    private static final List<String> SWAPPED = List.of(
            "polder.capture.udp",
            "polder.decode.netflow",
            "polder.evidence",
            "polder.traffic",
            "polder.detect.threshold",
            "polder.attack",
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
        long sent;
        UUID attack;
        try (FlowSender sender = new FlowSender(Inside.port("netflow"), FLOWS_PER_SECOND)) {
            Await.until("an attack", LIMIT, () -> !inside.service(Attacks.class)
                    .active()
                    .isEmpty());
            attack = active().id();
            long started = System.nanoTime();
            for (String name : SWAPPED) {
                swap(name);
                assertThat(active().id())
                        .as("the attack after replacing " + name)
                        .isEqualTo(attack);
            }
            sender.end();
            sent = sender.flows();
            System.out.printf(
                    "HotSwapIT: %d bundles replaced, %,d flows/s%n",
                    SWAPPED.size(), sent * 1_000_000_000L / (System.nanoTime() - started));
        }
        everyFlowIsCountedOrCountedAsLost(sent);
        assertThat(stopped).containsExactlyElementsOf(SWAPPED);
        Await.until("the end of the attack", LIMIT, () -> phases().contains(AttackEvent.Phase.ENDED));
        assertThat(phases().stream().filter(phase -> phase == AttackEvent.Phase.STARTED))
                .hasSize(1);
        assertThat(events).allMatch(event -> event.attack().id().equals(attack));
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
        Await.until("the victim's rate after replacing " + name, LIMIT, () -> inside.service(Traffic.class)
                .host(Address.parse(FlowSender.VICTIM))
                .map(host -> host.rates().get(Metric.IN_PACKETS) > 50_000)
                .orElse(false));
    }

    private LaneStatus lane() throws Exception {
        return inside.service(Lanes.class).lanes().stream()
                .filter(lane -> lane.capture().equals("netflow"))
                .findFirst()
                .orElseThrow();
    }

    private long counted() throws Exception {
        return inside.service(Traffic.class).counters().get("flows");
    }

    private void everyFlowIsCountedOrCountedAsLost(long sent) throws Exception {
        Await.until("all flows, of " + sent, LIMIT, () -> {
            LaneStatus lane = lane();
            return lane.flows() + lane.dropped() * FlowSender.RECORDS == sent && counted() == lane.flows();
        });
        LaneStatus lane = lane();
        System.out.printf(
                "HotSwapIT: sent %,d flows, counted %,d, lost %,d%n",
                sent, counted(), lane.dropped() * FlowSender.RECORDS);
        assertThat(lane.rejects()).isEmpty();
    }
}
