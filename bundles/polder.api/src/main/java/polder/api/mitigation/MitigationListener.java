// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of every change of a mitigation's state, in order, on a thread that is not the caller's; it may block for a moment. */
@ConsumerType
@FunctionalInterface
public interface MitigationListener {
    /** The last of its steps is what is new. An exception is logged. */
    void onMitigation(Mitigation mitigation);
}
