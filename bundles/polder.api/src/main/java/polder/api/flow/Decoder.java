// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ConsumerType;

/** Turns packets into flows. Found by its service property {@link #NAME}, which is what captures name in their cfg. */
@ConsumerType
@FunctionalInterface
public interface Decoder {
    /** Service property with the name captures use: {@code @Component(property = "decoder=netflow")}. */
    String NAME = "decoder";

    /** A decoder for one lane, used by that lane's thread alone. */
    DecoderLane open(int lane);
}
