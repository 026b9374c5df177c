/** Traffic of the past, and of nobody: recordings judged apart from the appliance, and attacks made up to try it. */
@Export
@Version("1.0.0")
@NullMarked
package polder.api.replay;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
