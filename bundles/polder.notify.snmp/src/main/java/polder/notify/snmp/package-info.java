// SPDX-License-Identifier: Apache-2.0
/** Sends an SNMP trap for every attack. */
@NullMarked
package polder.notify.snmp;

import org.jspecify.annotations.NullMarked;
