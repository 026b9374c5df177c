/** Checked configuration: what a cfg file may say, and what is answered when it says something else. */
@Export
@Version("1.3.0")
@NullMarked
package polder.api.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
