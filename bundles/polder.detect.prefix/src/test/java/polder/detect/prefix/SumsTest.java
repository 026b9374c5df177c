// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Test;
import polder.wire.Address;
import polder.wire.Prefix;

public class SumsTest {
    /** What a host has and when it was last shown. */
    private record Shown(long rate, int beat) {}

    @Test
    public void theSumsAreThoseOfTheHostsShownInTheLastSecond() {
        Random random = new Random(7);
        Found found = new Found("factor", "none");
        Map<Address, Shown> hosts = new HashMap<>();
        for (int beat = 0; beat < 200; beat++) {
            int now = beat;
            found.play(0.1, window -> {
                for (int i = 0; i < 500; i++) {
                    Address host = random.nextInt(4) > 0
                            ? Address.v4(0x0a00_0000 + random.nextInt(1 << 14))
                            : new Address(0x2001_0db8_0000_0000L + random.nextInt(600), random.nextInt(3));
                    Shown before = hosts.get(host);
                    if (before == null || before.beat < now) {
                        long rate = random.nextInt(50_000);
                        hosts.put(host, new Shown(rate, now));
                        window.host(host.high(), host.low(), rate);
                    }
                }
            });
            hosts.values().removeIf(shown -> now - shown.beat > 13);
            if (beat % 20 == 19) {
                compare(found.detector, hosts);
            }
        }
    }

    private static void compare(PrefixDetector detector, Map<Address, Shown> hosts) {
        Map<Prefix, Long> sums = new TreeMap<>();
        hosts.forEach((host, shown) -> {
            for (int length : host.isV4() ? new int[] {24, 22, 20, 18, 16} : new int[] {64, 56, 48, 40, 32}) {
                sums.merge(Prefix.around(host, length), shown.rate, Long::sum);
            }
        });
        assertThat(detector.hosts()).isEqualTo(hosts.size());
        assertThat(sums.size()).isGreaterThan(100);
        sums.forEach((prefix, sum) -> {
            assertThat(detector.sum(prefix, Columns.PACKETS)).as("%s", prefix).isEqualTo(sum);
            assertThat(detector.sum(prefix, Columns.BITS)).as("%s", prefix).isEqualTo(sum * FakeWindow.BITS);
        });
    }

    @Test
    public void aHostNoLongerShownIsGoneWithinTwoSeconds() {
        Found found = new Found().play(2, window -> window.each("10.0.0.0/24", 10));
        assertThat(found.detector.sum(Prefix.parse("10.0.0.0/16"), Columns.PACKETS))
                .isEqualTo(2560);
        found.play(2, window -> window.host("10.0.0.1", 10));
        assertThat(found.detector.sum(Prefix.parse("10.0.0.0/16"), Columns.PACKETS))
                .isEqualTo(10);
        assertThat(found.detector.hosts()).isEqualTo(1);
    }

    @Test
    public void prefixesAreBoundedAndEmptyOnesMakeRoom() {
        Found found = new Found("prefixes.max", "16", "learn", "10s");
        found.play(1, window -> {
            for (int net = 0; net < 100; net++) {
                window.host("10.0." + net + ".1", 1);
            }
        });
        assertThat(found.detector.hosts()).isEqualTo(16);
        found.play(60, window -> window.host("10.9.0.1", 1));
        found.play(1, window -> {
            for (int net = 0; net < 10; net++) {
                window.host("10.8." + net + ".1", 1);
            }
        });
        assertThat(found.detector.hosts()).isGreaterThanOrEqualTo(10);
    }

    @Test
    public void numbersOfAddressesAreFoundAfterAnyOrderOfAddingAndTakingAway() {
        Random random = new Random(3);
        AddressIndex index = new AddressIndex();
        Map<Long, Integer> truth = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long low = random.nextInt(5000);
            Integer known = truth.get(low);
            assertThat(index.find(low % 7, low)).isEqualTo(known == null ? AddressIndex.NONE : known);
            if (known == null) {
                truth.put(low, index.add(low % 7, low));
            } else {
                index.remove(known);
                truth.remove(low);
            }
        }
        assertThat(index.size()).isEqualTo(truth.size());
        assertThat(index.slots()).isLessThanOrEqualTo(5000);
    }
}
