// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.Test;
import polder.api.config.SettingsException;
import polder.api.testing.Allocation;

public class VectorsTest {
    private final List<VectorRule> builtIn = VectorTable.builtIn();
    private final Vectors vectors = new Vectors(builtIn);
    private final VectorSample sample = new VectorSample();

    @Test
    public void everySampleIsNamedAsItsLineSays() {
        for (VectorSamples one : VectorSamples.all()) {
            assertThat(vectors.of(one.fill(sample)).name()).as(one.line()).isEqualTo(one.vector());
            assertThat(sample.certainty()).as(one.line()).isEqualTo(one.certainty());
        }
    }

    @Test
    public void everyRowHasASample() {
        TreeSet<String> rows = new TreeSet<>();
        builtIn.forEach(rule -> rows.add(rule.vector().name()));
        TreeSet<String> named = new TreeSet<>();
        VectorSamples.all().forEach(one -> named.add(one.vector()));
        assertThat(named).isEqualTo(rows);
    }

    @Test
    public void aRowIsNeededForItsSample() {
        for (VectorSamples one : VectorSamples.all()) {
            Vectors without = new Vectors(builtIn.stream()
                    .filter(rule -> !rule.vector().name().equals(one.vector()))
                    .toList());
            assertThat(without.of(one.fill(sample)).name()).as(one.line()).isNotEqualTo(one.vector());
        }
    }

    @Test
    public void thereAreMoreThanThirtyAmplifiersAndReflectors() {
        assertThat(builtIn.stream().map(rule -> rule.vector().name()))
                .filteredOn(name -> name.endsWith("-amplification") || name.endsWith("-reflection"))
                .hasSizeGreaterThan(30);
    }

    @Test
    public void everySampleOfAnyProtocolHasAName() {
        for (int protocol = 0; protocol < 256; protocol++) {
            assertThat(vectors.of(sample.of(protocol, 0, false, 0))).isNotEqualTo(Vector.OTHER);
        }
    }

    @Test
    public void aUsersRowComesFirst() {
        VectorRule own = VectorSettings.of(cfg(
                "game-login",
                Map.of("protocol", "udp", "target.ports", "7000-7010", "content", "hex:cafe", "title", "Our game")));
        Vectors mine = Vectors.of(List.of(own), builtIn);
        assertThat(mine.rules()).hasSize(builtIn.size() + 1);
        VectorSamples like = VectorSamples.all().stream()
                .filter(one -> one.vector().equals("dns-answer"))
                .findFirst()
                .orElseThrow();
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {(byte) 0xca, (byte) 0xfe, 1});
        like.fill(sample, bytes, 0, 3).ports(53, 7003);
        assertThat(mine.of(sample)).isEqualTo(new Vector("game-login", "Our game"));
        assertThat(mine.of(sample.ports(40000, 6999)).name()).isEqualTo("udp-flood");
        assertThat(mine.of(sample.ports(40000, 7003).payload(bytes, 1, 2)).name())
                .isEqualTo("udp-flood");
    }

    @Test
    public void aUsersRowTakesThePlaceOfTheBuiltInOneOfItsName() {
        VectorRule own =
                VectorSettings.of(cfg("syn-flood", Map.of("protocol", "tcp", "tcp.flags", "S", "length", "40")));
        Vectors mine = Vectors.of(List.of(own), builtIn);
        assertThat(mine.rules()).hasSize(builtIn.size());
        assertThat(mine.of(sample.of(6, 2, false, 40)).title()).isEqualTo("syn-flood");
        assertThat(mine.of(sample.of(6, 2, false, 60)).name()).isEqualTo("tcp-odd-flags");
    }

    @Test
    public void theBookFollowsTheCfgs() {
        VectorBook book = new VectorBook();
        VectorCfg cfg = new VectorCfg(cfg("mine", Map.of("protocol", "udp", "source.ports", "5555")));
        book.addVectorCfg(cfg);
        sample.of(17, 0, false, 100).ports(5555, 1);
        assertThat(book.vectors().of(sample).name()).isEqualTo("mine");
        cfg.modified(cfg("mine", Map.of("protocol", "udp", "source.ports", "lots")));
        book.updatedVectorCfg(cfg);
        assertThat(book.vectors().of(sample).name()).as("the last good goes on").isEqualTo("mine");
        cfg.modified(cfg("mine", Map.of("protocol", "udp", "source.ports", "5556")));
        book.updatedVectorCfg(cfg);
        assertThat(book.vectors().of(sample).name()).isEqualTo("udp-flood");
        assertThat(book.vectors().of(sample.ports(5556, 1)).name()).isEqualTo("mine");
        book.removeVectorCfg(cfg);
        assertThat(book.vectors().of(sample).name()).isEqualTo("udp-flood");
    }

    @Test
    public void aWrongCfgIsRefusedWithFileKeyAndWhatWouldBeAccepted() {
        refused(
                "mine",
                Map.of("protocol", "wifi"),
                "etc/polder.evidence.vector-mine.cfg: protocol = wifi",
                "gre",
                "0 to 255");
        refused("mine", Map.of("protocol", "udp", "source.ports", "70000"), "source.ports = 70000", "27015-27050");
        refused("mine", Map.of("protocol", "udp", "tcp.flags", "S"), "only tcp has flags");
        refused("mine", Map.of("protocol", "tcp", "tcp.flags", "SX"), "tcp.flags = SX", "FSRPAU");
        refused("mine", Map.of("source.ports", "53"), "have ports");
        refused("mine", Map.of("protocol", "gre", "content", "dns-any"), "content is looked at");
        refused("mine", Map.of("protocol", "udp", "content", "smtp"), "content = smtp", "memcached", "hex:DIGITS");
        refused("mine", Map.of("protocol", "udp", "length", "9-3"), "length = 9-3", "540-");
        refused("mine", Map.of("protocol", "udp", "fragment", "perhaps"), "later");
        refused("mine", Map.of("protocol", "icmp", "source.ports", "3"), "source.ports is no key");
        refused("mine", Map.of("port", "53"), "port is no key");
        refused("other", Map.of("protocol", "udp"), "no name such as");
        refused("My_Row", Map.of("protocol", "udp"), "no name such as");
    }

    private static void refused(String name, Map<String, String> keys, String... told) {
        assertThatThrownBy(() -> VectorSettings.of(cfg(name, keys)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(told);
    }

    private static Map<String, Object> cfg(String name, Map<String, String> keys) {
        Map<String, Object> all = new HashMap<>(keys);
        all.put("service.pid", "polder.evidence.vector~" + name);
        return all;
    }

    @Test
    public void namingASampleAllocatesNothingAndTakesLessThanAMicrosecond() {
        VectorSample[] filled = VectorSamples.all().stream()
                .map(one -> one.fill(new VectorSample()))
                .toArray(VectorSample[]::new);
        VectorShares shares = new VectorShares(vectors);
        Runnable run = () -> {
            for (int i = 0; i < 100_000; i++) {
                shares.add(filled[i % filled.length], 1, 1);
            }
        };
        Allocation.none(run);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 30; i++) {
            long before = System.nanoTime();
            run.run();
            best = Math.min(best, System.nanoTime() - before);
        }
        System.out.println("a sample is named and added in " + best / 100_000 + " ns");
        assertThat(best).isLessThan(100_000_000);
    }
}
