// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import polder.wire.PrefixTable;

/** Turns packets into flows. Found by its service property {@link #NAME}, which is what captures name in their cfg. */
@ConsumerType
@FunctionalInterface
public interface Decoder {
    /** Service property with the name captures use: {@code @Component(property = "decoder=netflow")}. */
    String NAME = "decoder";

    /** A decoder for one lane, used by that lane's thread alone. */
    DecoderLane open(int lane);

    /**
     * A lane apart from those of the appliance, with the same settings: it knows nothing that exporters told these, and they hear nothing
     * of its exporters; nothing is read from disk or written. Any thread may ask for it.
     *
     * @param own the networks it is to take for ours
     * @return empty when there can be none
     */
    default Optional<DecoderLane> apart(PrefixTable own) {
        return Optional.empty();
    }
}
