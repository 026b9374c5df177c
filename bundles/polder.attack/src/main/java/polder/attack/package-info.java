/** Asks the detectors every window, keeps the life of each attack across restarts, tells listeners in order. */
@NullMarked
package polder.attack;

import org.jspecify.annotations.NullMarked;
