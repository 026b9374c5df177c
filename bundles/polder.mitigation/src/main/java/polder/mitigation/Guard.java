// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRules;
import polder.api.mitigation.FlowSpec;
import polder.mitigation.GuardSettings.Span;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** Says what must not be announced, and why. Pure: what it knows are its settings and what it is told. */
final class Guard {
    static final String FILE = "etc/polder.mitigation.cfg";

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final GuardSettings settings;

    /**
     * What is against an announcement.
     *
     * @param key of the cfg, or a word for what else it is
     * @param words a sentence
     */
    record No(String key, String words) {}

    Guard(GuardSettings settings) {
        this.settings = settings;
    }

    GuardSettings settings() {
        return settings;
    }

    /**
     * Whether it is for a place nothing may be announced for.
     *
     * @param own our networks; null when they are not known (yet)
     */
    @Nullable
    No where(Announcement what, @Nullable PrefixTable own) {
        Prefix target = what.target();
        if (target.length() == 0) {
            return new No("everything", target + " is everything");
        }
        if (what instanceof FlowSpec flowSpec) {
            List<String> faults = FlowRules.faults(flowSpec.rule());
            if (!faults.isEmpty()) {
                return new No("rule", String.join("; ", faults));
            }
        }
        if (own == null) {
            return new No("networks", "our own networks are not known yet: polder.traffic is not running");
        }
        if (own.prefixes().isEmpty()) {
            return new No(
                    "networks", "no own networks are configured; name them by networks in etc/polder.traffic.cfg");
        }
        if (own.prefixes().stream().noneMatch(prefix -> Space.isIn(target, prefix))) {
            return new No("networks", target + " is in none of our own networks (networks in etc/polder.traffic.cfg)");
        }
        Span span = lengths(what);
        if (!span.holds(target.length())) {
            String key = (what instanceof Blackhole ? "blackhole" : "flowspec")
                    + (target.base().isV4() ? ".v4" : ".v6");
            return new No(key, "a /" + target.length() + " is outside of " + key + " = " + span + " of " + FILE);
        }
        return never(what);
    }

    private Span lengths(Announcement what) {
        return (what instanceof Blackhole ? settings.blackhole() : settings.flowspec()).of(what.target());
    }

    private @Nullable No never(Announcement what) {
        for (Prefix never : settings.never()) {
            if (Space.meet(what.target(), never) && !(settings.narrow() && isNarrow(what))) {
                String how = Space.isIn(what.target(), never) ? " is in " : " covers ";
                return new No("never", what.target() + how + never + ", which is in never of " + FILE);
            }
        }
        return null;
    }

    /** A FlowSpec rule that names a protocol, and ports, lengths, flags or a source. */
    private static boolean isNarrow(Announcement what) {
        if (!(what instanceof FlowSpec flowSpec)) {
            return false;
        }
        FlowRule rule = flowSpec.rule();
        return !rule.protocols().isEmpty()
                && (rule.source() != null
                        || !rule.sourcePorts().isEmpty()
                        || !rule.targetPorts().isEmpty()
                        || !rule.lengths().isEmpty()
                        || !rule.tcpFlags().isEmpty());
    }

    /**
     * Whether there is no room for it.
     *
     * @param there what is announced besides; of one route once
     * @param own our networks
     */
    @Nullable
    No room(Announcement what, Collection<Announcement> there, PrefixTable own) {
        boolean hole = what instanceof Blackhole;
        int most = hole ? settings.blackholes() : settings.rules();
        long count =
                there.stream().filter(one -> one instanceof Blackhole == hole).count();
        if (count >= most) {
            String key = hole ? "blackholes.max" : "flowspec.max";
            return new No(key, key + " = " + most + " of " + FILE + " is reached");
        }
        if (!dropsAll(what)) {
            return null;
        }
        boolean v4 = what.target().base().isV4();
        List<Prefix> gone = new ArrayList<>(
                there.stream().filter(Guard::dropsAll).map(Announcement::target).toList());
        gone.add(what.target());
        if (isOverShare(Space.size(gone, v4), Space.size(own.prefixes(), v4))) {
            return new No(
                    "share.max",
                    "more than share.max = " + settings.share() + " % of our own " + (v4 ? "IPv4" : "IPv6")
                            + " space would be gone (" + FILE + ")");
        }
        return null;
    }

    /** A blackhole, or a FlowSpec rule that says nothing but where to. */
    private static boolean dropsAll(Announcement what) {
        return what instanceof Blackhole
                || (what instanceof FlowSpec flowSpec && flowSpec.rule().equals(FlowRule.to(what.target())));
    }

    private boolean isOverShare(BigInteger gone, BigInteger all) {
        BigDecimal part = new BigDecimal(gone).multiply(HUNDRED);
        return part.compareTo(new BigDecimal(all).multiply(BigDecimal.valueOf(settings.share()))) > 0;
    }

    /** Whether policies are to keep still now; those people decide on are not asked. */
    @Nullable
    No pace(boolean emptyBucket, double loss) {
        if (emptyBucket) {
            return new No("rate", "more than rate = " + settings.rate() + " of " + FILE);
        }
        if (loss > settings.loss()) {
            return new No(
                    "loss.max",
                    Math.round(loss) + " % of the telemetry is lost, and loss.max = " + settings.loss() + " of " + FILE
                            + "; see polder:lane-list and polder:exporter-list");
        }
        return null;
    }
}
