// SPDX-License-Identifier: Apache-2.0
/** Tells people of attacks by mail. */
@NullMarked
package polder.notify.mail;

import org.jspecify.annotations.NullMarked;
