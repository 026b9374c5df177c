/** What notifiers that speak HTTP have in common: one request with a time limit, and an answer in words that holds no secret. */
@Export
@Version("1.0.0")
@NullMarked
package polder.lib.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
