// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** What a filter goes by and what came of it. A filter registers this service too; any thread may call it. */
@ConsumerType
@FunctionalInterface
public interface FilterRules {
    /** A snapshot, in the order the rules are asked in. */
    List<FilterRule> rules();
}
