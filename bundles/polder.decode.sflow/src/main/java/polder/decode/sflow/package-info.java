/** sFlow 2, 4 and 5: samples of packets, and what interfaces count by themselves. */
@NullMarked
package polder.decode.sflow;

import org.jspecify.annotations.NullMarked;
