// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

/**
 * What is kept of the other ends of a busy host: a HyperLogLog of them, and the packets and bytes of as many buckets as they fall into by chance.
 * From the first comes how many they are, from the buckets whether few of them have most of the traffic. Words in an array; they can
 * be added up.
 */
final class Sketch {
    static final int REGISTERS = 256;
    /** Of the registers, eight in each. */
    static final int RANKS = REGISTERS / Long.BYTES;

    static final int BUCKETS = 32;
    static final int PACKETS = RANKS;
    static final int BYTES = PACKETS + BUCKETS;
    static final int WORDS = BYTES + BUCKETS;

    private static final int REGISTER_BITS = Integer.numberOfTrailingZeros(REGISTERS);
    /** Else senders could choose addresses that look like one. A fixed one makes runs repeatable. */
    private static final long SEED = Long.getLong("polder.traffic.seed", System.nanoTime() * 0x9E37_79B9_7F4A_7C15L);

    private Sketch() {}

    static long hash(long high, long low) {
        long hash = (high ^ SEED) * 0x9E37_79B9_7F4A_7C15L + low;
        hash = (hash ^ (hash >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        hash = (hash ^ (hash >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        return hash ^ (hash >>> 32);
    }

    static int bucket(long hash) {
        return (int) hash & (BUCKETS - 1);
    }

    static void add(long[] words, int at, long hash, long packets, long bytes) {
        rank(words, at, hash);
        int bucket = at + bucket(hash);
        words[bucket + PACKETS] += packets;
        words[bucket + BYTES] += bytes;
    }

    static void rank(long[] words, int at, long hash) {
        int register = (int) (hash >>> (Long.SIZE - REGISTER_BITS));
        long rank = Long.numberOfLeadingZeros((hash << REGISTER_BITS) | 1) + 1L;
        int word = at + register / Long.BYTES;
        int shift = register % Long.BYTES * Byte.SIZE;
        if (rank > (words[word] >>> shift & 0xff)) {
            words[word] = (words[word] & ~(0xffL << shift)) | rank << shift;
        }
    }

    /** Takes the higher of each register. */
    static void merge(long[] words, int at, long[] into) {
        for (int i = 0; i < RANKS; i++) {
            long mine = words[at + i];
            if (mine != 0 && mine != into[i]) {
                into[i] = higher(mine, into[i]);
            }
        }
    }

    private static long higher(long a, long b) {
        // ranks are below 128: the top bit of each byte of the difference says which is the higher one
        long tops = 0x8080_8080_8080_8080L;
        long isNotLess = (((a | tops) - b) & tops) >>> 7;
        long mask = isNotLess * 0xff;
        return (a & mask) | (b & ~mask);
    }

    /** About how many there are, give or take 7 %. */
    static long count(long[] words) {
        double sum = 0;
        int empty = 0;
        for (int i = 0; i < REGISTERS; i++) {
            int rank = (int) (words[i / Long.BYTES] >>> (i % Long.BYTES * Byte.SIZE)) & 0xff;
            sum += 1.0 / (1L << rank);
            empty += rank == 0 ? 1 : 0;
        }
        double estimate = 0.7213 / (1 + 1.079 / REGISTERS) * REGISTERS * REGISTERS / sum;
        return estimate <= 2.5 * REGISTERS && empty > 0
                ? Math.round(REGISTERS * Math.log((double) REGISTERS / empty))
                : Math.round(estimate);
    }
}
