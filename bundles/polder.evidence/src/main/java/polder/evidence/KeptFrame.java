// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import polder.wire.Frame;
import polder.wire.Layer;
import polder.wire.PrefixTable;

/** Reads the first bytes of a frame anew and finds in it the packet a row was made of. Used by one thread. */
final class KeptFrame {
    private static final Layer[] LAYERS = {Layer.OUTER, Layer.OWN, Layer.INNER};

    private final Frame frame = new Frame();
    private long sourceHigh;
    private long sourceLow;
    private long targetHigh;
    private long targetLow;

    /** @param own our networks as the lanes knew them, or null */
    KeptFrame(@Nullable PrefixTable own) {
        frame.own(own);
    }

    /** The addresses of the row. */
    KeptFrame between(long fromHigh, long fromLow, long toHigh, long toLow) {
        sourceHigh = fromHigh;
        sourceLow = fromLow;
        targetHigh = toHigh;
        targetLow = toLow;
        return this;
    }

    /** Fills the sample, and says so; or leaves it alone when no packet of the frame has these addresses. */
    boolean fill(VectorSample sample, ByteBuffer in, int linkType, int offset, int captured, int wireLength) {
        for (Layer layer : LAYERS) {
            frame.counting(layer);
            if (frame.read(in, linkType, offset, captured, wireLength) == Frame.Result.OK && isIt()) {
                sample.of(frame, in);
                return true;
            }
        }
        return false;
    }

    private boolean isIt() {
        return frame.sourceHigh() == sourceHigh
                && frame.sourceLow() == sourceLow
                && frame.targetHigh() == targetHigh
                && frame.targetLow() == targetLow;
    }
}
