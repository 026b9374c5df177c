// SPDX-License-Identifier: Apache-2.0
/** What speakers of BGP have in common. */
@Export
@Version("1.0.0")
@NullMarked
package polder.lib.bgp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
