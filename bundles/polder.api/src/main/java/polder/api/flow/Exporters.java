// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The exporters a decoder has heard of. A decoder of flow protocols registers this service too; any thread may call it. */
@ProviderType
@FunctionalInterface
public interface Exporters {
    /** A snapshot, in no order. */
    List<Exporter> exporters();
}
