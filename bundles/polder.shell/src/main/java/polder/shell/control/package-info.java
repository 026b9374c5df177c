/** The local socket bin/polder speaks to. */
@NullMarked
package polder.shell.control;

import org.jspecify.annotations.NullMarked;
