/** Runs lanes: plugs captures into decoders into filters into taps, and re-plugs them as services come and go. */
@NullMarked
package polder.engine;

import org.jspecify.annotations.NullMarked;
