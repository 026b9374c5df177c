// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.traffic.OwnNetworks;
import polder.wire.PrefixTable;

/** Frames: what a mirror port or a capture file gives. */
@Component(name = "polder.decode.packet", property = Decoder.NAME + "=packet")
public final class PacketDecoder implements Decoder {
    /** Set by DS; without it the outermost packet counts unless the capture says otherwise. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable OwnNetworks own;

    @Override
    public DecoderLane open(int lane) {
        return new PacketLane(this::networks);
    }

    @Override
    public Optional<DecoderLane> apart(PrefixTable networks) {
        return Optional.of(new PacketLane(() -> networks));
    }

    private @Nullable PrefixTable networks() {
        OwnNetworks known = own;
        return known == null ? null : known.table();
    }
}
