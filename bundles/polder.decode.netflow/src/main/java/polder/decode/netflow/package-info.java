/** NetFlow 5. */
@NullMarked
package polder.decode.netflow;

import org.jspecify.annotations.NullMarked;
