// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import polder.wire.Prefix;

/**
 * What routers are to be told. Immutable. Two that are equal are one route, whoever wanted them: next hop, communities and what else an
 * announcement carries are a speaker's own, by kind and group.
 */
public sealed interface Announcement permits Blackhole, FlowSpec {
    /** Whose traffic it is about: always within our own networks. */
    Prefix target();

    /** The host group of the target, for which a speaker may have communities or next hops of its own. */
    String group();
}
