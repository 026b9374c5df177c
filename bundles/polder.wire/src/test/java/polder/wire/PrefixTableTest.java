// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.Test;

public class PrefixTableTest {
    @Test
    public void theLongestPrefixWins() {
        PrefixTable table =
                table("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3", "2001:db8::/32", "2001:db8::/64");
        assertThat(match(table, "10.1.2.3")).isEqualTo("10.1.2.3");
        assertThat(match(table, "10.1.2.4")).isEqualTo("10.1.2.0/24");
        assertThat(match(table, "10.1.3.3")).isEqualTo("10.1.0.0/16");
        assertThat(match(table, "10.2.0.0")).isEqualTo("10.0.0.0/8");
        assertThat(match(table, "11.0.0.0")).isEqualTo("none");
        assertThat(match(table, "9.255.255.255")).isEqualTo("none");
        assertThat(match(table, "2001:db8::1")).isEqualTo("2001:db8::/64");
        assertThat(match(table, "2001:db8:1::1")).isEqualTo("2001:db8::/32");
        assertThat(match(table, "2001:db9::1")).isEqualTo("none");
    }

    @Test
    public void allOfOneFamilyNeverMatchesTheOther() {
        PrefixTable six = table("::/0");
        assertThat(match(six, "0.0.0.0")).isEqualTo("none");
        assertThat(match(six, "255.255.255.255")).isEqualTo("none");
        assertThat(match(six, "::")).isEqualTo("::/0");
        assertThat(match(six, "::fffe:ffff:ffff")).isEqualTo("::/0");
        assertThat(match(six, "::1:0:0:0")).isEqualTo("::/0");
        assertThat(match(six, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")).isEqualTo("::/0");
        PrefixTable four = table("0.0.0.0/0");
        assertThat(match(four, "::1")).isEqualTo("none");
        assertThat(match(four, "::1:0:0:0")).isEqualTo("none");
        assertThat(match(four, "::fffe:ffff:ffff")).isEqualTo("none");
        assertThat(match(four, "0.0.0.0")).isEqualTo("0.0.0.0/0");
        assertThat(match(four, "255.255.255.255")).isEqualTo("0.0.0.0/0");
        PrefixTable around = table("::/80", "::fffe:0:0/95", "192.0.2.0/24");
        assertThat(match(around, "192.0.3.0")).isEqualTo("none");
        assertThat(match(around, "::fffe:1:1")).isEqualTo("::fffe:0:0/95");
    }

    @Test
    public void anEmptyTableMatchesNothing() {
        assertThat(match(table(), "192.0.2.1")).isEqualTo("none");
        assertThat(match(table(), "::")).isEqualTo("none");
    }

    @Test
    public void aPrefixGivenTwiceIsHeldOnce() {
        assertThat(table("10.0.0.0/8", "10.0.0.0/8").prefixes()).hasSize(1);
    }

    @Test
    public void randomNestedPrefixesMatchAsTryingAllOfThemDoes() {
        Random random = new Random(7);
        for (int round = 0; round < 150; round++) {
            List<Prefix> prefixes = new ArrayList<>();
            int count = random.nextInt(60);
            for (int i = 0; i < count; i++) {
                prefixes.add(prefix(random, prefixes));
            }
            PrefixTable table = new PrefixTable(prefixes);
            for (Address address : addresses(random, prefixes)) {
                int found = table.match(address.high(), address.low());
                Prefix expected = longest(prefixes, address);
                assertThat(found == PrefixTable.NONE ? null : table.prefixes().get(found))
                        .as("%s in %s", address, prefixes)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    public void aLookUpAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PrefixTable table = table("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "2001:db8::/32", "2001:db8::/64");
        long sum = 0;
        long allocated = -1;
        for (int attempt = 0; attempt < 20 && allocated != 0; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                sum += table.match(0, Address.low4(0x0a010000 + i));
                sum += table.match(0x20010db800000000L, i);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(sum).isNotZero();
        assertThat(allocated).isZero();
    }

    private static Prefix prefix(Random random, List<Prefix> others) {
        Address base =
                random.nextBoolean() ? Address.v4(random.nextInt()) : new Address(random.nextLong(), random.nextLong());
        if (!others.isEmpty() && random.nextInt(4) > 0) {
            base = near(random, others.get(random.nextInt(others.size())));
        }
        return Prefix.around(base, random.nextInt(base.isV4() ? 33 : 129));
    }

    /** Inside of a prefix, or one beyond its ends. */
    private static Address near(Random random, Prefix prefix) {
        int hostBits = 128 - prefix.bits();
        long low = prefix.base().low();
        long high = prefix.base().high();
        switch (random.nextInt(4)) {
            case 0 -> low += random.nextInt(3) - 1;
            case 1 -> low |= hostBits >= 64 ? -1L : (1L << hostBits) - 1;
            case 2 -> low ^= random.nextLong() & (hostBits >= 64 ? -1L : (1L << hostBits) - 1);
            default -> high ^= hostBits > 64 ? random.nextLong() & ((1L << (hostBits - 64)) - 1) : 0;
        }
        return new Address(high, low);
    }

    private static List<Address> addresses(Random random, List<Prefix> prefixes) {
        List<Address> addresses = new ArrayList<>(List.of(
                Address.v4(random.nextInt()), Address.v4(0), Address.v4(-1), new Address(0, 0), new Address(-1, -1)));
        for (Prefix prefix : prefixes) {
            for (int i = 0; i < 8; i++) {
                addresses.add(near(random, prefix));
            }
        }
        return addresses;
    }

    private static Prefix longest(List<Prefix> prefixes, Address address) {
        Prefix best = null;
        for (Prefix prefix : prefixes) {
            if (prefix.contains(address) && (best == null || prefix.length() > best.length())) {
                best = prefix;
            }
        }
        return best;
    }

    private static PrefixTable table(String... prefixes) {
        return new PrefixTable(Stream.of(prefixes).map(Prefix::parse).toList());
    }

    private static String match(PrefixTable table, String text) {
        Address address = Address.parse(text);
        int found = table.match(address.high(), address.low());
        return found == PrefixTable.NONE ? "none" : table.prefixes().get(found).toString();
    }
}
