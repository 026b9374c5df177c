// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public class VectorSharesTest {
    private final VectorShares shares = new VectorShares(new Vectors(VectorTable.builtIn()));
    private final VectorSample sample = new VectorSample();

    @Test
    public void nothingHasNoVectors() {
        assertThat(shares.named(0.05)).isEmpty();
    }

    @Test
    public void theLargestPartOfPacketsOrBytesComesFirstAndTheRestIsOther() {
        shares.add(sample.of(6, 2, false, 40), 600, 24_000);
        shares.add(sample.of(17, 0, false, 1400).ports(11211, 80), 380, 532_000);
        shares.add(sample.of(47, 0, false, 40), 10, 400);
        shares.add(sample.of(50, 0, false, 40), 10, 400);
        List<VectorShare> named = shares.named(0.05);
        assertThat(named.stream().map(Object::toString))
                .containsExactly(
                        "memcached-amplification 38 % of packets, 96 % of bytes (by port and length alone)",
                        "syn-flood 60 % of packets, 4 % of bytes", "other 2 % of packets, < 1 % of bytes");
        assertThat(named.stream().mapToLong(VectorShare::packets).sum()).isEqualTo(1000);
        assertThat(named.stream().mapToLong(VectorShare::bytes).sum()).isEqualTo(556_800);
    }

    @Test
    public void aMixtureWithoutAnyLargePartIsOther() {
        VectorSamples.all().forEach(one -> shares.add(one.fill(sample), 1, 100));
        assertThat(shares.named(0.9)).hasSize(1);
        assertThat(shares.named(0.9).get(0).vector()).isEqualTo(Vector.OTHER);
    }
}
