// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import polder.wire.Prefix;

/**
 * Says about which targets nothing is ever done. Whoever acts on an attack (bans, announces, calls a script that does) asks every
 * service of this type first; the target is counted, judged and shown as any other. Any thread may call it.
 */
@ConsumerType
@FunctionalInterface
public interface Exemptions {
    /**
     * Why nothing may be done about a target, or null when this service has nothing against it. A target that holds an exempt
     * address is exempt too, as acting on it would hit that address.
     *
     * @return file, key and prefix: {@code etc/polder.filter.whitelist-own.cfg: never.act = 192.0.2.0/24}
     */
    @Nullable
    String exempts(Prefix target);
}
