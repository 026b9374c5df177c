/** Karaf commands polder:*, and the local socket bin/polder speaks to. */
@NullMarked
package polder.shell;

import org.jspecify.annotations.NullMarked;
