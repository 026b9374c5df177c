/** A hand into the attacks, for the benchmark alone. */
@NullMarked
package polder.attack;

import org.jspecify.annotations.NullMarked;
