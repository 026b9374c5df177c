// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

public class SlotTableTest {
    private final SlotTable table = new SlotTable();

    private Map<Long, Long> held() {
        Map<Long, Long> held = new HashMap<>();
        for (int place = 0; place < table.capacity(); place++) {
            if (table.key(place) != 0) {
                assertThat(held.put(table.key(place), table.first(place))).isNull();
                assertThat(table.second(place)).isEqualTo(-table.first(place));
            }
        }
        return held;
    }

    @Test
    public void whatComesAgainIsAddedUpHoweverCrowdedItsNeighbourhoodIs() {
        Random random = new Random(5);
        for (int round = 0; round < 20; round++) {
            Map<Long, Long> expected = new HashMap<>();
            // some rows have more columns than there is room for near them, and some come from afar
            for (int i = 0; i < 3000 * (round % 4 + 1); i++) {
                int row = random.nextInt(4) == 0 ? random.nextInt(1 << 20) << 8 : random.nextInt(300);
                long key = ((row + 1L) << 8) | random.nextInt(i % 2 == 0 ? 2 : 200);
                long count = random.nextInt(100);
                boolean isNew = table.add(key, count, -count);
                assertThat(isNew).isEqualTo(!expected.containsKey(key));
                expected.merge(key, count, Long::sum);
            }
            assertThat(table.size()).isEqualTo(expected.size());
            assertThat(held()).isEqualTo(expected);
            table.clear();
            assertThat(held()).isEmpty();
        }
    }

    @Test
    public void muchMemoryIsNotKeptForLittle() {
        for (int i = 1; i < 100_000; i++) {
            table.add(i, 1, -1);
        }
        table.clear();
        assertThat(table.capacity()).isGreaterThan(100_000);
        table.add(1, 1, -1);
        table.clear();
        assertThat(table.capacity()).isLessThan(100);
    }
}
