/**
 * A stateless toolbox for bytes on a wire: addresses, prefixes and longest match, frames and their headers. No class here keeps
 * state between calls that another thread could see.
 */
@Export
@Version("1.2.0")
@NullMarked
package polder.wire;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
