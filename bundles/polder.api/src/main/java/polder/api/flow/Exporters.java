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
}
