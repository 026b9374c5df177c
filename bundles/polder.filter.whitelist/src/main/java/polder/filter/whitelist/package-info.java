// SPDX-License-Identifier: Apache-2.0
/** Leaves traffic that is known to be harmless out of the counting. */
@NullMarked
package polder.filter.whitelist;

import org.jspecify.annotations.NullMarked;
