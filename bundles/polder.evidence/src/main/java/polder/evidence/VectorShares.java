// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up what the samples of an attack are made of. Used by one thread. */
final class VectorShares {
    private static final Comparator<VectorShare> LARGEST_FIRST = Comparator.comparingDouble(VectorShare::share)
            .reversed()
            .thenComparing(share -> share.vector().name());

    private final Vectors vectors;
    private final Map<Vector, Sum> sums = new HashMap<>();
    private final Sum all = new Sum();

    VectorShares(Vectors vectors) {
        this.vectors = vectors;
    }

    private static final class Sum {
        double packets;
        double bytes;
        double seen;
        double differing;

        void add(Sum other) {
            packets += other.packets;
            bytes += other.bytes;
            seen += other.seen;
            differing += other.differing;
        }

        VectorShare share(Vector vector, Sum of) {
            return new VectorShare(
                    vector,
                    Math.round(packets),
                    Math.round(bytes),
                    part(packets, of.packets),
                    part(bytes, of.bytes),
                    part(seen, packets),
                    part(differing, packets));
        }

        private static double part(double some, double all) {
            return all == 0 ? 0 : some / all;
        }
    }

    /**
     * Names a sample and adds it.
     *
     * @param packets how many it stands for on the wire
     * @param bytes of all of them
     * @return what it is
     */
    Vector add(VectorSample sample, double packets, double bytes) {
        Vector vector = vectors.of(sample);
        Sum sum = sums.get(vector);
        if (sum == null) {
            sum = new Sum();
            sums.put(vector, sum);
        }
        count(sum, sample.certainty(), packets, bytes);
        count(all, sample.certainty(), packets, bytes);
        return vector;
    }

    private static void count(Sum sum, Certainty certainty, double packets, double bytes) {
        sum.packets += packets;
        sum.bytes += bytes;
        sum.seen += certainty == Certainty.SEEN ? packets : 0;
        sum.differing += certainty == Certainty.OTHER_CONTENT ? packets : 0;
    }

    /**
     * The vectors with at least this part of the packets or of the bytes, the largest first; what is left comes last, as {@link
     * Vector#OTHER}. Empty when nothing was added.
     *
     * @param least from 0 to 1
     */
    List<VectorShare> named(double least) {
        List<VectorShare> named = new ArrayList<>();
        Sum rest = new Sum();
        sums.forEach((vector, sum) -> {
            VectorShare share = sum.share(vector, all);
            if (!vector.equals(Vector.OTHER) && share.share() >= least) {
                named.add(share);
            } else {
                rest.add(sum);
            }
        });
        named.sort(LARGEST_FIRST);
        if (rest.packets > 0 || rest.bytes > 0) {
            named.add(rest.share(Vector.OTHER, all));
        }
        return named;
    }
}
