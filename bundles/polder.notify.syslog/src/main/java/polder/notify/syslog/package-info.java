// SPDX-License-Identifier: Apache-2.0
/** Tells a syslog server of every attack. */
@NullMarked
package polder.notify.syslog;

import org.jspecify.annotations.NullMarked;
