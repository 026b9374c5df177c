/** A hand into the mitigation, for the benchmark alone. */
@NullMarked
package polder.mitigation;

import org.jspecify.annotations.NullMarked;
