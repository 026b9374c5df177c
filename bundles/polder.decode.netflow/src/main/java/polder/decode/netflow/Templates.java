// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The templates of one domain by number. Bounded: one too many takes the place of the one not needed for longest, so an exporter
 * that invents templates without end keeps those it sends data for. Used under the lock of the {@link Domain}.
 */
final class Templates {
    /** What templates of one domain may take, bytes. */
    static final int HEAVIEST = 512 * 1024;

    private @Nullable Template[] all = new Template[4];
    private final AtomicLong budget;
    private int size;
    private int weight;

    /** @param budget what the templates of all domains take */
    Templates(AtomicLong budget) {
        this.budget = budget;
    }

    @Nullable
    Template find(int id) {
        // few exporters have more than a dozen
        for (int i = 0; i < size; i++) {
            Template one = all[i];
            if (one != null && one.id == id) {
                if (i > 7) {
                    all[i] = all[i >> 1];
                    all[i >> 1] = one;
                }
                return one;
            }
        }
        return null;
    }

    /**
     * Adds a template, in the place of the one of its number when there is one.
     *
     * @param most how many there may be
     * @return how many others had to go
     */
    int put(Template next, int most) {
        remove(next.id);
        int displaced = 0;
        while (size > 0 && (size >= most || weight + next.weight > HEAVIEST)) {
            removeAt(leastNeeded());
            displaced++;
        }
        if (size == all.length) {
            all = Arrays.copyOf(all, size * 2);
        }
        all[size++] = next;
        weight += next.weight;
        budget.addAndGet(next.weight);
        return displaced;
    }

    private int leastNeeded() {
        int least = 0;
        for (int i = 1; i < size; i++) {
            if (at(i).lastNeeded() < at(least).lastNeeded()) {
                least = i;
            }
        }
        return least;
    }

    private Template at(int index) {
        Template one = all[index];
        if (one == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return one;
    }

    boolean remove(int id) {
        for (int i = 0; i < size; i++) {
            if (at(i).id == id) {
                removeAt(i);
                return true;
            }
        }
        return false;
    }

    private void removeAt(int index) {
        weight -= at(index).weight;
        budget.addAndGet(-at(index).weight);
        all[index] = all[--size];
        all[size] = null;
    }

    /** Forgets those not needed since then; how many they were. */
    int expire(long before) {
        int expired = 0;
        for (int i = size - 1; i >= 0; i--) {
            if (at(i).lastNeeded() < before) {
                removeAt(i);
                expired++;
            }
        }
        return expired;
    }

    int size() {
        return size;
    }

    void clear() {
        Arrays.fill(all, null);
        size = 0;
        budget.addAndGet(-weight);
        weight = 0;
        if (all.length > 32) {
            all = new Template[4];
        }
    }

    /** All of them by number. */
    List<Template> list() {
        List<Template> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(at(i));
        }
        list.sort(Comparator.comparingInt(template -> template.id));
        return list;
    }
}
