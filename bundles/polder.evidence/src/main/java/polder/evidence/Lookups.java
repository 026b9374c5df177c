// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.api.evidence.Share;
import polder.api.flow.FlowRow;
import polder.wire.Address;
import polder.wire.PrefixTable;

/**
 * What the rows of an attack are looked up in.
 *
 * @param places systems and countries
 * @param vectors kinds of traffic
 * @param own our networks, or null when they are not known
 * @param groups the name of the host group of one of ours, or nothing when it is not known
 */
record Lookups(Places places, Vectors vectors, @Nullable PrefixTable own, Function<Address, String> groups) {
    private static final double WORTH_TELLING = 0.05;

    /** The vectors of these rows, the largest first. */
    List<Share> vectors(Excerpt excerpt) {
        VectorShares shares = new VectorShares(vectors);
        VectorSample sample = new VectorSample();
        KeptFrame frame = new KeptFrame(own);
        ByteBuffer frames = ByteBuffer.wrap(excerpt.frames());
        FlowRow row = new FlowRow();
        for (int i = 0; i < excerpt.size(); i++) {
            excerpt.row(i, row);
            sample.of(row.protocol(), row.tcpFlags(), row.isFragment(), row.bytes() / Math.max(1, row.packets()))
                    .ports(row.sourcePort(), row.targetPort());
            if (excerpt.frameLength(i) > 0) {
                frame.between(row.sourceHigh(), row.sourceLow(), row.targetHigh(), row.targetLow())
                        .fill(
                                sample,
                                frames,
                                excerpt.linkType(i),
                                excerpt.frameOffset(i),
                                excerpt.frameLength(i),
                                excerpt.wireLength(i));
            }
            double scale = row.samplingRate() * excerpt.weight(i);
            shares.add(sample, row.packets() * scale, row.bytes() * scale);
        }
        return shares.named(WORTH_TELLING).stream()
                .map(one -> new Share(one.vector().name(), one.packets(), one.bytes(), one.ofPackets(), one.ofBytes()))
                .toList();
    }
}
