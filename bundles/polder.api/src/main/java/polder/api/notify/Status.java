// SPDX-License-Identifier: Apache-2.0
package polder.api.notify;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** How the appliance is, as {@code polder:status --json} says it. A service; any thread may call it. */
@ProviderType
@FunctionalInterface
public interface Status {
    /** Texts, numbers, booleans, null, lists and maps of these; in the order in which they are written. */
    Map<String, Object> status();
}
