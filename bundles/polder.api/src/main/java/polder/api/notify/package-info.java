/** What notifiers have in common: which attacks and traffic they tell of, how often, and what a message of many attacks holds. */
@Export
@Version("1.1.0")
@NullMarked
package polder.api.notify;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
