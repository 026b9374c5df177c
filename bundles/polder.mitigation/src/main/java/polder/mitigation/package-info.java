// SPDX-License-Identifier: Apache-2.0
/** Decides what is announced to routers against attacks: observe, approve or auto per group, within guard rails. */
@NullMarked
package polder.mitigation;

import org.jspecify.annotations.NullMarked;
