/** Synthetic background and attacks, for the first look, tests and simulation. */
@NullMarked
package polder.capture.demo;

import org.jspecify.annotations.NullMarked;
