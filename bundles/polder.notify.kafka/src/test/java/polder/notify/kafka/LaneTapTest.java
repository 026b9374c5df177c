// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Test;
import polder.api.flow.FlowExport;
import polder.api.testing.Allocation;
import polder.api.traffic.HostGroup;
import polder.wire.Address;
import polder.wire.Prefix;

/** What a lane takes, with nobody at the other end. */
public class LaneTapTest {
    /** The client is never made: its name leads nowhere. So all that is taken stays in the ring. */
    private static final String NOWHERE = "nowhere.invalid:9092";

    private @Nullable Outlet outlet;
    private Flows flows;

    private void open(String... more) {
        Map<String, Object> properties = Flows.properties(NOWHERE, more);
        outlet = new Outlet(FlowKeys.read(properties), () -> null);
        flows = new Flows(new LaneTap(() -> outlet), false);
    }

    @After
    public void close() {
        if (outlet != null) {
            outlet.close();
        }
    }

    private FlowExport status() {
        return outlet.status();
    }

    @Test
    public void aFullRingDropsAndCounts() {
        open("memory", "1mb");
        flows.many(0, 20_000);
        assertThat(status().taken()).isEqualTo(8192);
        assertThat(status().dropped()).isEqualTo(20_000 - 8192);
        assertThat(status().name()).isEqualTo("polder.notify.kafka.flows-edge");
        assertThat(status().to()).isEqualTo("topic polder-flows at nowhere.invalid:9092");
    }

    @Test
    public void onlyFlowsFromAndToChosenNetworksAreTaken() {
        open("networks", "203.0.113.0/24, 2001:db8::/32");
        flows.add("198.51.100.1", "203.0.113.7");
        flows.add("203.0.113.7", "198.51.100.1");
        flows.add("2001:db8::1", "2001:db8:1::1");
        flows.add("198.51.100.1", "198.51.100.2");
        flows.batch.drain();
        assertThat(status().taken()).isEqualTo(3);
        assertThat(status().dropped()).isZero();
    }

    @Test
    public void aHostIsOfTheGroupOfItsLongestPrefix() {
        List<HostGroup> groups =
                List.of(group("web", "10.0.0.0/8"), group("dns", "10.1.0.0/16"), group("lab", "10.2.0.0/16"));
        Choice choice = new Choice(List.of(Prefix.parse("10.2.9.0/24")), Set.of("web"), groups);
        assertThat(wants(choice, "10.9.9.9")).isTrue();
        assertThat(wants(choice, "10.1.9.9")).isFalse();
        assertThat(wants(choice, "10.2.1.1")).isFalse();
        assertThat(wants(choice, "10.2.9.1"))
                .as("by its network, whatever its group")
                .isTrue();
        assertThat(wants(choice, "192.0.2.1")).isFalse();
        assertThat(wants(new Choice(List.of(), Set.of("web"), List.of()), "10.9.9.9"))
                .isFalse();
    }

    private static HostGroup group(String name, String network) {
        return new HostGroup(name, List.of(Prefix.parse(network)), Map.of(), Duration.ZERO, Duration.ZERO);
    }

    private static boolean wants(Choice choice, String address) {
        Address one = Address.parse(address);
        return choice.wants(one.high(), one.low());
    }

    @Test
    public void aSampleIsOneOfSoManyWithinItsError() {
        open("sample", "1/100", "memory", "16mb");
        flows.many(0, 1_000_000);
        // twelve standard deviations of a draw with random distances
        assertThat(status().taken()).isBetween(9300L, 10_700L);
        assertThat(status().dropped()).isZero();
    }

    @Test
    public void takingAllocatesNothing() {
        for (List<String> keys : List.of(
                List.of("memory", "1mb"),
                List.of("memory", "1mb", "details", "on", "sample", "1/7", "networks", "198.18.0.0/16"))) {
            open(keys.toArray(String[]::new));
            Allocation.none(() -> flows.many(0, 20_000));
            outlet.close();
        }
    }
}
