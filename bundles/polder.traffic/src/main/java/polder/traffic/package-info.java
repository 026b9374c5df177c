/** Counts hosts, prefixes and groups; a window each beat. */
@NullMarked
package polder.traffic;

import org.jspecify.annotations.NullMarked;
