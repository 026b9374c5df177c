/** Where packets come from: captures and their lanes. */
@Export
@Version("1.3.0")
@NullMarked
package polder.api.capture;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
