// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Detector;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

public class PrefixDetectorTest {
    private static final Consumer<FakeWindow> BACKGROUND = window -> {
        for (int net = 0; net < 64; net++) {
            for (int host = 0; host < 20; host++) {
                window.host("10.0." + net * 4 + "." + (host + 1), 10 + net);
            }
        }
    };

    private static Found ready(String... settings) {
        Found found = new Found(settings);
        return found.play(11, BACKGROUND).mark();
    }

    private static Consumer<FakeWindow> and(Consumer<FakeWindow> more) {
        return BACKGROUND.andThen(more);
    }

    @Test
    public void aCarpetOverA20IsOneAttackOnThe20Within3Seconds() {
        Found found = ready().play(5, and(window -> window.each("10.0.144.0/20", 500)));
        assertThat(found.prefixes()).containsExactly("10.0.144.0/20");
        Found.One one = found.first.get("10.0.144.0/20");
        assertThat(one.second()).isLessThan(3);
        assertThat(one.fired().observed()).isBetween(2_048_000L, 2_060_000L);
        assertThat(one.fired().metric()).isEqualTo(Metric.IN_PACKETS);
        assertThat(one.rates().get(Metric.IN_BITS)).isEqualTo(1000 * one.rates().get(Metric.IN_PACKETS));
        assertThat(one.fired().reason())
                .startsWith("carpet bombing of 10.0.144.0/20: in.packets 2.05 Mpps, usual ")
                .endsWith("by that of a host of group web, 4 prefixes in it over by themselves");
    }

    @Test
    public void nobodyActsOnAnAttackOnAPrefixUntilItIsSaid() {
        Found found = new Found();
        assertThat(found.detector.reason(attack("polder.detect.prefix")))
                .hasValue("mode in etc/polder.detect.prefix.cfg is notify");
        assertThat(found.detector.reason(attack("polder.detect.threshold"))).isEmpty();
        found.detector.modified(Map.of("mode", "act"));
        assertThat(found.detector.reason(attack("polder.detect.prefix"))).isEmpty();
    }

    private static Attack attack(String detector) {
        Instant now = Instant.EPOCH;
        return new Attack(
                new UUID(0, 0),
                Prefix.parse("10.0.144.0/20"),
                Attack.State.ACTIVE,
                "web",
                detector,
                Metric.IN_PACKETS,
                1,
                1,
                1,
                "",
                Rates.NONE,
                Rates.NONE,
                now,
                now,
                null,
                Duration.ZERO,
                Duration.ZERO);
    }

    @Test
    public void aTwinRemembersNothing() {
        Found found = ready();
        Detector twin = found.detector.twin().orElseThrow();
        and(window -> window.each("10.0.144.0/20", 500)).accept(found.window.next(100));
        twin.inspect(found.window, found);
        assertThat(((PrefixDetector) twin).hosts()).isEqualTo(64 * 20 - 80 + 4096);
        assertThat(found.detector.hosts()).isEqualTo(64 * 20);
    }

    @Test
    public void aCarpetThatGrowsIsStillOneAttack() {
        Found found = ready();
        for (int step = 1; step <= 40; step++) {
            int rate = step * 5;
            found.play(0.1, and(window -> window.each("10.0.144.0/20", rate)));
        }
        found.play(3, and(window -> window.each("10.0.144.0/20", 200)));
        assertThat(found.prefixes()).containsExactly("10.0.144.0/20");
    }

    @Test
    public void aCarpetOverA24IsAnAttackOnThe24() {
        Found found = ready().play(5, and(window -> window.each("10.0.161.0/24", 400)));
        assertThat(found.prefixes()).containsExactly("10.0.161.0/24");
    }

    @Test
    public void twoCarpetsOverDistant24sAreTwoAttacks() {
        Found found =
                ready().play(5, and(window -> window.each("10.0.17.0/24", 400).each("10.0.201.0/24", 400)));
        assertThat(found.prefixes()).containsExactlyInAnyOrder("10.0.17.0/24", "10.0.201.0/24");
    }

    @Test
    public void aHotHostIsNoAttackOnItsPrefix() {
        Found found = ready().play(5, and(window -> window.host("10.0.161.7", 50 * FakeWindow.LIMIT)));
        assertThat(found.prefixes()).isEmpty();
    }

    @Test
    public void aHotHostDoesNotHideACarpet() {
        Found found = ready().play(
                        5, and(window -> window.each("10.0.161.0/24", 400).host("10.0.161.7", 50 * FakeWindow.LIMIT)));
        assertThat(found.prefixes()).containsExactly("10.0.161.0/24");
    }

    @Test
    public void aFewBusyHostsBelowTheirLimitAreNoCarpet() {
        Found found = ready().play(5, and(window -> {
            for (int host = 0; host < 8; host++) {
                window.host("10.0.161." + host, FakeWindow.LIMIT - 1);
            }
        }));
        assertThat(found.prefixes()).isEmpty();
    }

    @Test
    public void manyHostsOverTheirLimitsInOne24AreOneAttack() {
        Found found = ready().play(5, and(window -> window.each("10.0.161.0/24", 2 * FakeWindow.LIMIT)));
        assertThat(found.prefixes()).containsExactly("10.0.161.0/24");
        assertThat(found.last.get(0).fired().reason()).contains("256 hosts in it over by themselves");
    }

    @Test
    public void aBusyPrefixIsUsual() {
        Found found = new Found()
                .play(30, window -> window.each("10.0.0.0/24", 5000))
                .play(5, window -> window.each("10.0.0.0/24", 9000));
        assertThat(found.prefixes()).isEmpty();
        found.play(5, window -> window.each("10.0.0.0/24", 19_000));
        assertThat(found.prefixes()).containsExactly("10.0.0.0/24");
    }

    @Test
    public void aBurstIsNoCarpet() {
        Found found = ready().play(0.2, and(window -> window.each("10.0.161.0/24", 400)))
                .play(3, BACKGROUND);
        assertThat(found.prefixes()).isEmpty();
    }

    @Test
    public void aLimitGivenCountsFromTheFirstSecondAndWhateverIsUsual() {
        Found found = new Found("limit.24.in.packets", "100kpps", "factor", "none")
                .play(5, window -> window.each("10.0.0.0/24", 500).each("10.0.1.0/24", 300));
        assertThat(found.prefixes()).containsExactly("10.0.0.0/24");
        assertThat(found.last.get(0).fired().reason())
                .startsWith("carpet bombing of 10.0.0.0/24: in.packets 128 kpps, limit 100 kpps of a /24");
        assertThat(found.last.get(0).fired().limit()).isEqualTo(100_000);
    }

    @Test
    public void anIpv6CarpetIsFoundAtItsLength() {
        long base = 0x2001_0db8_0000_0000L;
        Found found = new Found()
                .play(11, window -> window.host("2001:db8:1:1::1", 100).host("2001:db8:2:1::1", 100))
                .play(5, window -> {
                    for (int net = 0; net < 256; net++) {
                        for (int host = 0; host < 4; host++) {
                            window.host(base | net, host, 300);
                        }
                    }
                });
        assertThat(found.prefixes()).containsExactly("2001:db8::/56");
    }

    @Test
    public void nothingBeyondOurNetworksIsCounted() {
        Found found = new Found();
        found.window.networks = List.of(Prefix.parse("10.0.0.0/21"));
        found.play(11, window -> window.each("10.0.0.0/24", 10)).play(5, window -> window.each("10.0.0.0/21", 100));
        assertThat(found.prefixes()).containsExactlyInAnyOrder("10.0.0.0/22", "10.0.4.0/22");
    }

    @Test
    public void theNoiseOfSamplingIsNoCarpetAndACarpetSeenThroughItIs() {
        Found found = ready();
        found.play(5, and(window -> sampled(window, 70)));
        assertThat(found.prefixes()).isEmpty();
        found = ready().play(3, and(window -> sampled(window, 120)));
        assertThat(found.prefixes()).containsExactly("10.0.161.0/24");
        assertThat(found.last.get(0).fired().samples()).isEqualTo(120);
    }

    /** So many hosts of a /24 of which one sample of a thousand packets was seen. */
    private static void sampled(FakeWindow window, int hosts) {
        for (int host = 0; host < hosts; host++) {
            window.host(0, Prefix.parse("10.0.161.0/24").base().low() + host, 1000, 1, FakeWindow.WEB);
        }
    }

    @Test
    public void anAttackIsKeptUntilItIsWellBelowItsLimit() {
        Found found = ready().play(3, and(window -> window.each("10.0.161.0/24", 300)));
        assertThat(found.last).hasSize(1);
        found.play(2, and(window -> window.each("10.0.161.0/24", 225)));
        assertThat(found.last).hasSize(1);
        found.play(2, and(window -> window.each("10.0.161.0/24", 200)));
        assertThat(found.last).isEmpty();
    }

    @Test
    public void badSettingsAreRefusedAndTheLastGoodOnesGoOn() {
        Found found = ready();
        found.detector.modified(Map.of("service.pid", "polder.detect.prefix", "lengths", "24 24"));
        found.detector.modified(Map.of("service.pid", "polder.detect.prefix", "facter", "2"));
        found.play(3, and(window -> window.each("10.0.161.0/24", 400)));
        assertThat(found.prefixes()).containsExactly("10.0.161.0/24");
    }
}
