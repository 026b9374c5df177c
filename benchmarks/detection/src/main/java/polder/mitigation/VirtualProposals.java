// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import polder.api.evidence.AttackEvidence;
import polder.api.mitigation.Proposal;

/** The rules the appliance proposes as it is shipped. */
public final class VirtualProposals {
    private VirtualProposals() {}

    public static Proposal propose(AttackEvidence evidence) {
        return Proposals.of(90, 5).propose(evidence);
    }
}
