/** Labelled traffic, the detection and a rule beside it, and how well both did. */
@NullMarked
package polder.benchmarks.detection;

import org.jspecify.annotations.NullMarked;
