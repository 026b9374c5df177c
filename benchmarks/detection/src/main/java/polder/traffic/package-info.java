/** A hand into the counting, for the benchmark alone. */
@NullMarked
package polder.traffic;

import org.jspecify.annotations.NullMarked;
