/** A hand into the evidence, for the benchmark alone. */
@NullMarked
package polder.evidence;

import org.jspecify.annotations.NullMarked;
