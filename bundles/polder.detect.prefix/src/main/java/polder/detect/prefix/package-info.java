/** Carpet bombing: reports prefixes whose hosts are each under their limit. */
@NullMarked
package polder.detect.prefix;

import org.jspecify.annotations.NullMarked;
