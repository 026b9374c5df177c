// SPDX-License-Identifier: Apache-2.0
/** Announces blackholes and FlowSpec rules through GoBGP. */
@NullMarked
package polder.bgp.gobgp;

import org.jspecify.annotations.NullMarked;
