/** From packets to flows: decoders, filters and those who take flows. */
@Export
@Version("1.6.0")
@NullMarked
package polder.api.flow;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
