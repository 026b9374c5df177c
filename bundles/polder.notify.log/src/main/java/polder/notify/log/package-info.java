/** Writes every attack to the log. */
@NullMarked
package polder.notify.log;

import org.jspecify.annotations.NullMarked;
