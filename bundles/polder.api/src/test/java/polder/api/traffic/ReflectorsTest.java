// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.Test;

public class ReflectorsTest {
    @Test
    public void aPortHasTheSmallestClassThereIsForIt() {
        assertThat(Reflectors.of(53)).isEqualTo(TrafficClass.DNS);
        assertThat(Reflectors.of(11211)).isEqualTo(TrafficClass.MEMCACHED);
        assertThat(Reflectors.of(111)).isEqualTo(TrafficClass.AMPLIFICATION);
        assertThat(Reflectors.of(53413)).isEqualTo(TrafficClass.AMPLIFICATION);
        for (int port : new int[] {0, 1, 52, 54, 80, 443, 500, 1194, 4500, 6881, 27015, 53 + 64, 53 + 1024, 65535}) {
            assertThat(Reflectors.of(port)).as("%d", port).isEqualTo(TrafficClass.UDP);
        }
    }

    @Test
    public void everyPortWithAClassIsOneOfAReflector() {
        Set<TrafficClass> own = EnumSet.noneOf(TrafficClass.class);
        for (int port = 0; port < 65536; port++) {
            TrafficClass part = Reflectors.of(port);
            assertThat(Reflectors.has(port)).isEqualTo(part != TrafficClass.UDP);
            assertThat(TrafficClass.AMPLIFICATION.holds(17, 0, port)).isEqualTo(part != TrafficClass.UDP);
            assertThat(TrafficClass.AMPLIFICATION.holds(6, 0, port)).isFalse();
            own.add(part);
        }
        own.remove(TrafficClass.UDP);
        assertThat(own).isEqualTo(EnumSet.range(TrafficClass.DNS, TrafficClass.AMPLIFICATION));
        assertThat(IntStream.range(0, 65536).filter(Reflectors::has).count()).isEqualTo(42);
    }
}
