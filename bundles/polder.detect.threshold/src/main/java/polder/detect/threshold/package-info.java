/** Reports what is over the limits of its group. */
@NullMarked
package polder.detect.threshold;

import org.jspecify.annotations.NullMarked;
