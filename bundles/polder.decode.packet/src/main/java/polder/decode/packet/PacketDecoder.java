// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import org.osgi.service.component.annotations.Component;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;

/** Frames: what a mirror port or a capture file gives. */
@Component(name = "polder.decode.packet", property = Decoder.NAME + "=packet")
public final class PacketDecoder implements Decoder {
    @Override
    public DecoderLane open(int lane) {
        return new PacketLane();
    }
}
