// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.TrafficWindow;
import polder.wire.Address;

/** What each host adds to the sums, so that it can be taken away again. Used by one thread. */
final class Hosts {
    private static final float UNSAMPLED = 0;
    /** Hosts are taken so many at a time, each step for all of them: the processor then waits for many of the cache misses at once. */
    private static final int BATCH = 64;
    /** Hosts between which nobody is looked for to be forgotten while the first of them cannot be. */
    private static final int BLOCK = 256;

    private final Groups groups;
    private final HostIndex index = new HostIndex();
    /** The last bits of when it was last shown. */
    private int[] seen = new int[HostIndex.CHUNK];
    /** No host of a block was last shown before. */
    private int[] oldest = new int[HostIndex.CHUNK / BLOCK];

    private int columns;
    private int[] summed = {};
    private final int[] now = new int[Columns.COUNT];
    private final int[] batch = new int[BATCH];
    /** The last host of the batch before. */
    private int last;
    /** Whether most hosts come in the order of their numbers, as it is when they were met in that in which they are shown. */
    private boolean isInOrder;

    private final long[] high = new long[BATCH];
    private final long[] low = new long[BATCH];
    /** Kept so that the compiler keeps the reads that fetch hosts ahead. */
    long fetched;

    Hosts(Groups groups) {
        this.groups = groups;
    }

    int size() {
        return index.size();
    }

    /** Which columns are to be summed, as bits; those once summed stay. */
    void columns(int wanted) {
        if ((wanted & ~columns) == 0) {
            return;
        }
        columns |= wanted;
        summed = new int[Integer.bitCount(columns)];
        int next = 0;
        for (int column = 0; column < Columns.COUNT; column++) {
            if ((columns >> column & 1) != 0) {
                summed[next++] = column;
            }
        }
    }

    /** Takes what the window shows of its hosts in place of what they were before. */
    void take(TrafficWindow window, Ladder ladder4, Ladder ladder6, long time) {
        int shown = window.hosts();
        for (int from = 0; from < shown; from += BATCH) {
            int count = Math.min(BATCH, shown - from);
            find(window, from, count);
            fetch(count, ladder4, ladder6);
            take(window, from, count, ladder4, ladder6, (int) time);
        }
    }

    private void find(TrafficWindow window, int from, int count) {
        for (int i = 0; i < count; i++) {
            high[i] = window.high(from + i);
            low[i] = window.low(from + i);
        }
        int next = last + 1;
        int read = 0;
        for (int i = 0; i < count; i++) {
            batch[i] = isInOrder ? next++ : index.likely(high[i], low[i]);
        }
        for (int i = 0; i < count; i++) {
            read += index.warm(batch[i]);
        }
        fetched += read;
        int found = last;
        int inOrder = 0;
        for (int i = 0; i < count; i++) {
            int before = found;
            found = index.find(before + 1, high[i], low[i]);
            inOrder += found == before + 1 ? 1 : 0;
            batch[i] = found;
        }
        last = found;
        isInOrder = 2 * inOrder > count;
    }

    private void fetch(int count, Ladder ladder4, Ladder ladder6) {
        long read = 0;
        for (int i = 0; i < count; i++) {
            int host = batch[i];
            if (host != HostIndex.NONE) {
                int[] words = index.words(host);
                int at = HostIndex.at(host);
                read += rung(words, at, ladder4, ladder6).fetch(words[at + HostIndex.NODE]);
            }
        }
        fetched += read;
    }

    private static Rung rung(int[] words, int at, Ladder ladder4, Ladder ladder6) {
        return ((words[at + HostIndex.FLAGS] & HostIndex.V4) != 0 ? ladder4 : ladder6).finest();
    }

    /** Groups are told apart by identity first, as most rows have that of the row before. */
    @SuppressWarnings("ReferenceEquality")
    private void take(TrafficWindow window, int from, int count, Ladder ladder4, Ladder ladder6, int time) {
        @Nullable HostGroup group = null;
        int number = 0;
        for (int i = 0; i < count; i++) {
            int row = from + i;
            HostGroup mine = window.group(row);
            if (mine != group) {
                group = mine;
                number = groups.number(mine);
            }
            if (number >= 0) {
                boolean isNew = batch[i] == HostIndex.NONE;
                int host = isNew ? add(high[i], low[i], ladder4, ladder6) : batch[i];
                if (host != HostIndex.NONE) {
                    int[] words = index.words(host);
                    int at = HostIndex.at(host);
                    take(window, row, number, words, at, rung(words, at, ladder4, ladder6));
                    seen[host] = time;
                }
            }
        }
    }

    private int add(long addressHigh, long addressLow, Ladder ladder4, Ladder ladder6) {
        boolean v4 = Address.isV4(addressHigh, addressLow);
        Ladder ladder = v4 ? ladder4 : ladder6;
        int node = ladder.prefixOf(addressHigh, addressLow);
        if (node == Rung.NONE) {
            return HostIndex.NONE;
        }
        int host = index.add(addressHigh, addressLow, node, v4);
        if (host == seen.length) {
            seen = Arrays.copyOf(seen, 2 * seen.length);
            oldest = Arrays.copyOf(oldest, 2 * oldest.length);
        }
        ladder.finest().children[node]++;
        return host;
    }

    private void take(TrafficWindow window, int row, int group, int[] words, int at, Rung rung) {
        int node = words[at + HostIndex.NODE];
        boolean wasHot = (words[at + HostIndex.FLAGS] & HostIndex.HOT) != 0;
        boolean isHot = false;
        for (int column : summed) {
            long rate = window.rate(row, Columns.METRICS.get(column));
            now[column] = Columns.ofHost(column, rate);
            isHot |= rate > groups.limit(group, column);
        }
        long samples = window.samples(row, Direction.INCOMING);
        float packets = now[Columns.PACKETS];
        float variance = samples == Long.MAX_VALUE ? UNSAMPLED : packets * packets / Math.max(1, samples);
        rung.groups[node] |= 1L << group;
        if (isHot != wasHot) {
            heat(rung, node, words, at, isHot);
        }
        for (int column : summed) {
            int before = words[at + HostIndex.VALUES + column];
            if (before != now[column]) {
                words[at + HostIndex.VALUES + column] = now[column];
                rung.change(node, column, before, now[column], isHot);
            }
        }
        float before = Float.intBitsToFloat(words[at + HostIndex.VARIANCE]);
        if (before != variance) {
            words[at + HostIndex.VARIANCE] = Float.floatToRawIntBits(variance);
            rung.variance[node] += isHot ? 0 : variance - (double) before;
        }
    }

    /** A host comes to be over a limit of its own, or no longer is: what it had is taken out of what is left, or put back. */
    private void heat(Rung rung, int node, int[] words, int at, boolean isHot) {
        int sign = isHot ? -1 : 1;
        words[at + HostIndex.FLAGS] ^= HostIndex.HOT;
        rung.hot[node] -= sign;
        rung.variance[node] += sign * Float.intBitsToFloat(words[at + HostIndex.VARIANCE]);
        for (int column : summed) {
            rung.left(node, column, words[at + HostIndex.VALUES + column], sign);
        }
    }

    /** Takes away the hosts not shown for so long, milliseconds. */
    void forget(long time, int after, Ladder ladder4, Ladder ladder6) {
        int used = index.used();
        for (int block = 0; block * BLOCK < used; block++) {
            if ((int) time - oldest[block] > after) {
                oldest[block] =
                        forget(block * BLOCK, Math.min(used, (block + 1) * BLOCK), (int) time, after, ladder4, ladder6);
            }
        }
    }

    private int forget(int from, int to, int time, int after, Ladder ladder4, Ladder ladder6) {
        int longest = 0;
        for (int host = from; host < to; host++) {
            int age = time - seen[host];
            if (age <= after) {
                longest = Math.max(longest, age);
            } else if ((index.words(host)[HostIndex.at(host) + HostIndex.FLAGS] & HostIndex.TAKEN) != 0) {
                remove(host, ladder4, ladder6);
            }
        }
        return time - longest;
    }

    private void remove(int host, Ladder ladder4, Ladder ladder6) {
        int[] words = index.words(host);
        int at = HostIndex.at(host);
        Rung rung = rung(words, at, ladder4, ladder6);
        int node = words[at + HostIndex.NODE];
        boolean isHot = (words[at + HostIndex.FLAGS] & HostIndex.HOT) != 0;
        rung.children[node]--;
        rung.hot[node] -= isHot ? 1 : 0;
        rung.variance[node] -= isHot ? 0 : Float.intBitsToFloat(words[at + HostIndex.VARIANCE]);
        for (int column : summed) {
            rung.change(node, column, words[at + HostIndex.VALUES + column], 0, isHot);
        }
        if (rung.children[node] == 0) {
            rung.clear(node); // what rounding has left of squares and variances
        }
        index.remove(host);
    }
}
