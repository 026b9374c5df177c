// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Locale;
import org.apache.camel.Message;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.notify.Digest;
import polder.api.traffic.Metric;

/** The headers of a message about an attack. */
final class AttackHeaders {
    static final String ID = "PolderId";
    static final String TARGET = "PolderTarget";
    /** Set on a message that is only to see whether it arrives. */
    static final String TEST = "PolderTest";

    private AttackHeaders() {}

    static void set(Message message, AttackEvent event) {
        Attack attack = event.attack();
        Metric metric = attack.metric();
        message.setHeader("PolderPhase", event.phase().name());
        message.setHeader(ID, attack.id().toString());
        message.setHeader(TARGET, attack.target().toString());
        message.setHeader("PolderGroup", attack.group());
        message.setHeader("PolderDetector", attack.detector());
        message.setHeader("PolderDirection", direction(attack));
        message.setHeader("PolderMetric", metric == null ? "" : metric.key());
        message.setHeader("PolderObserved", attack.observed());
        message.setHeader("PolderLimit", attack.limit());
        message.setHeader("PolderPeak", attack.peak());
        message.setHeader("PolderReason", attack.reason());
        message.setHeader("PolderSince", attack.since().toString());
        message.setHeader("PolderLevel", attack.level().name());
        message.setHeader("PolderAction", event.action().name());
        message.setHeader("PolderWhy", attack.why());
    }

    /** Those of a digest: what all its events have in common. */
    static void set(Message message, Digest digest) {
        message.setHeader("PolderPhase", "DIGEST");
        message.setHeader("PolderDigest", digest.events().size());
        message.setHeader(TARGET, digest.target());
        message.setHeader("PolderGroup", digest.group());
        message.setHeader("PolderLevel", digest.level().name());
        message.setHeader("PolderReason", digest.summary());
    }

    /** {@code incoming}, {@code outgoing}, or {@code other} for a ban by hand. */
    static String direction(Attack attack) {
        return attack.direction().name().toLowerCase(Locale.ROOT);
    }
}
