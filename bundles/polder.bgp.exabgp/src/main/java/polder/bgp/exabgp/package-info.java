// SPDX-License-Identifier: Apache-2.0
/** Announces blackholes and FlowSpec rules through ExaBGP. */
@NullMarked
package polder.bgp.exabgp;

import org.jspecify.annotations.NullMarked;
