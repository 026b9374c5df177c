/** What is kept of the traffic of an attack. */
@Export
@Version("1.0.0")
@NullMarked
package polder.api.evidence;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
