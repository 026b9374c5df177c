/** Judges recordings by a pipeline of their own. */
@NullMarked
package polder.replay;

import org.jspecify.annotations.NullMarked;
