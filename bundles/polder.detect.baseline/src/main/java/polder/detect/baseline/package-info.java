/** Learns the usual traffic of each hour of the week; reports departures from it and proposes limits. */
@NullMarked
package polder.detect.baseline;

import org.jspecify.annotations.NullMarked;
