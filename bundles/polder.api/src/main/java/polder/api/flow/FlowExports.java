// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Where a tap hands flows on to, and how that goes. Such a tap registers this service too; any thread may call it. */
@ConsumerType
@FunctionalInterface
public interface FlowExports {
    List<FlowExport> exports();
}
