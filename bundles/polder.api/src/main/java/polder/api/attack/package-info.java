/** Findings, attacks and those who hear of them. */
@Export
@Version("2.2.0")
@NullMarked
package polder.api.attack;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
