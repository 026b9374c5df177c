// SPDX-License-Identifier: Apache-2.0
/** What is announced to routers against attacks: blackholes and FlowSpec rules, who decides on them and who announces them. */
@Export
@Version("1.0.0")
@NullMarked
package polder.api.mitigation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
