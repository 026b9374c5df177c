/** Counted traffic: windows of rates for each host, and what they are judged by. */
@Export
@Version("1.5.0")
@NullMarked
package polder.api.traffic;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
