/** Writes the traffic to Graphite, in FastNetMon's tree and in one of its own. */
@NullMarked
package polder.notify.graphite;

import org.jspecify.annotations.NullMarked;
