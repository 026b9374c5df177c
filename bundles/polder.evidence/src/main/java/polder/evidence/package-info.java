/** Keeps the last flows and frames, so that an attack has its samples at the moment of detection. */
@NullMarked
package polder.evidence;

import org.jspecify.annotations.NullMarked;
