// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.file.Path;
import java.util.Map;
import polder.api.flow.Decoder;

/** A decoder without the thread that forgets templates by the clock on the wall. */
public final class VirtualNetflow {
    private VirtualNetflow() {}

    /**
     * A decoder that knows nothing yet.
     *
     * @param properties of {@code polder.decode.netflow.cfg}
     */
    public static Decoder decoder(Map<String, Object> properties) {
        return new NetflowDecoder(properties, Path.of("/nonexistent"), 1);
    }
}
