// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.api.capture.Capture;
import polder.api.flow.Decoder;
import polder.api.flow.FlowFilter;
import polder.api.flow.FlowTap;
import polder.wire.PrefixTable;

/**
 * What a lane is to be plugged into. Immutable; replaced as a whole when a service comes or goes, and taken over by the lane
 * between two polls.
 *
 * @param serial which one it is, counting up
 * @param capture the source to poll
 * @param decoderName what the capture's configuration asks for
 * @param allowed the senders whose packets are taken, or null for everyone's
 * @param decoder the decoder of that name, or null when there is none
 * @param filters asked before any tap
 * @param taps told of every flow
 * @param holdUntil while before this ({@link System#nanoTime}) the lane does not poll, because something is being replaced
 */
record Wiring(
        long serial,
        Capture capture,
        String decoderName,
        @Nullable PrefixTable allowed,
        @Nullable Plug<Decoder> decoder,
        List<Plug<FlowFilter>> filters,
        List<Plug<FlowTap>> taps,
        long holdUntil) {
    /** Every service but the capture. */
    List<Object> services() {
        List<Object> all = new ArrayList<>();
        if (decoder != null) {
            all.add(decoder.service());
        }
        filters.forEach(filter -> all.add(filter.service()));
        taps.forEach(tap -> all.add(tap.service()));
        return all;
    }
}
