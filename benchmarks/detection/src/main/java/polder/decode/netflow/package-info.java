/** A hand into the decoder, for the benchmark alone. */
@NullMarked
package polder.decode.netflow;

import org.jspecify.annotations.NullMarked;
