// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;
import polder.wire.Address;

public class RowIndexTest {
    @Test
    public void itFindsWhatAMapWouldFindHoweverHostsComeAndGo() {
        Random random = new Random(1);
        RowIndex index = new RowIndex();
        Map<Address, Integer> expected = new HashMap<>();
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            addresses.add(
                    i % 2 == 0
                            ? Address.v4(0x0a000000 | random.nextInt(1 << 14))
                            : new Address(0x20010db8L << 32, random.nextInt(1 << 12)));
        }
        for (int step = 0; step < 200_000; step++) {
            Address address = addresses.get(random.nextInt(addresses.size()));
            Integer row = expected.get(address);
            assertThat(index.find(address.high(), address.low())).isEqualTo(row == null ? RowIndex.NONE : row);
            if (row == null) {
                index.put(address.high(), address.low(), step);
                expected.put(address, step);
            } else if (random.nextInt(3) == 0) {
                index.remove(address.high(), address.low());
                expected.remove(address);
            }
        }
        assertThat(expected.size()).isGreaterThan(500);
    }

    @Test
    public void memoryFollowsTheHostsNotTheAddressSpace() {
        RowIndex index = new RowIndex();
        for (int i = 0; i < 1000; i++) {
            index.put(0, Address.low4(0x0a000000 + i), i);
        }
        assertThat(index.pageBytes()).isLessThanOrEqualTo(5 * 1024);
    }
}
