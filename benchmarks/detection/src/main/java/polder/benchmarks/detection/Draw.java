// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.SplittableRandom;

/** Random numbers, the same for the same seed. */
final class Draw {
    private static final double MANY = 50;

    private final SplittableRandom random;

    Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long below(long bound) {
        return random.nextLong(bound);
    }

    long bits() {
        return random.nextLong();
    }

    double one() {
        return random.nextDouble();
    }

    /** How many events of a rate happen: the normal distribution stands in for large ones. */
    int poisson(double mean) {
        if (mean <= 0) {
            return 0;
        }
        if (mean > MANY) {
            return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    /** How many are passed over before the next one that is taken, when each is taken once in so many. */
    long skip(int oneIn) {
        return oneIn == 1 ? 0 : (long) (Math.log(1 - random.nextDouble()) / Math.log1p(-1.0 / oneIn));
    }

    /** Bits that look random and are always the same for the same number. */
    static long mix(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
