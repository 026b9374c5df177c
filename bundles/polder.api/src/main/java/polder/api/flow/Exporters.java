// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** The exporters a decoder has heard of. A decoder of flow protocols registers this service too; any thread may call it. */
@ConsumerType
@FunctionalInterface
public interface Exporters {
    /** A snapshot, in no order. */
    List<Exporter> exporters();

    /** More about one of {@link #exporters}; nothing when the decoder knows no more or has forgotten it. */
    default Exporter.Details details(Exporter exporter) {
        return Exporter.Details.NONE;
    }
}
