/** Runs a script at the start and the end of every attack, as FastNetMon does. */
@NullMarked
package polder.notify.script;

import org.jspecify.annotations.NullMarked;
