// SPDX-License-Identifier: Apache-2.0
/** Drops or keeps flows by a Lua function. */
@NullMarked
package polder.filter.lua;

import org.jspecify.annotations.NullMarked;
