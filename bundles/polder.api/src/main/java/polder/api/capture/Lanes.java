// SPDX-License-Identifier: Apache-2.0
package polder.api.capture;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What every lane is doing. A service of the engine; any thread may call it. */
@ProviderType
@FunctionalInterface
public interface Lanes {
    /** A snapshot, by capture and number. */
    List<LaneStatus> lanes();
}
