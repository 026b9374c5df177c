// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.replay.Simulations;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/** Decides whether an attack is acted on: the one place where that is decided. Guarded by the {@link AttackBook}. */
final class Policy {
    /** What every attack beyond the most at once is refused with begins so. */
    static final String CAP = "bans.max";

    static final String WARNING = "a warning only";

    private final Vetoes vetoes;
    private final MaintenanceTimes maintenance;
    private final Supplier<@Nullable Simulations> simulations;
    private final Supplier<Mode> internal;

    Policy(Vetoes vetoes, MaintenanceTimes maintenance) {
        this(vetoes, maintenance, () -> null, () -> Mode.OFF);
    }

    /**
     * @param simulations who makes attacks up, or null
     * @param internal what traffic between our own hosts leads to
     */
    Policy(
            Vetoes vetoes,
            MaintenanceTimes maintenance,
            Supplier<@Nullable Simulations> simulations,
            Supplier<Mode> internal) {
        this.vetoes = vetoes;
        this.maintenance = maintenance;
        this.simulations = simulations;
        this.internal = internal;
    }

    /** What the reason of an attack begins with when it may be one that is made up; else nothing. */
    String mark(Attack attack) {
        Simulations known = simulations.get();
        boolean simulated = known != null
                && attack.direction() == Direction.INCOMING
                && known.current()
                        .filter(one -> attack.target().contains(one.target()))
                        .isPresent();
        return simulated ? Attack.SIMULATED : "";
    }

    /** Why it must not be acted on, so that it ends if it is; empty when nothing is against it. */
    String whyEnd(Attack attack, @Nullable HostGroup group) {
        String mode = group == null ? "" : GroupMode.whyNot(group, attack.direction());
        String never = mode.isEmpty() ? whyInternal(attack) : mode;
        return never.isEmpty() ? vetoes.reason(attack) : never;
    }

    /** What is mostly traffic between our own hosts has a mode of its own. */
    private String whyInternal(Attack attack) {
        Direction side = attack.direction();
        if ((side != Direction.INCOMING && side != Direction.OUTGOING) || internal.get() != Mode.NOTIFY) {
            return "";
        }
        Metric metric = attack.metric();
        Unit unit = metric == null ? Unit.PACKETS : metric.unit();
        long own = attack.rates().get(Metric.of(side, TrafficClass.INTERNAL, unit));
        boolean most = 2 * own > attack.rates().get(Metric.of(side, TrafficClass.TOTAL, unit));
        return most ? "most of it is between our own hosts, and internal in etc/polder.traffic.cfg is notify" : "";
    }

    /** Why acting on it is not to begin now; empty when it is. */
    String whyNotBegin(Attack attack, @Nullable HostGroup group, Instant at, int acting, int most) {
        if (attack.isWarning()) {
            return WARNING;
        }
        String never = whyEnd(attack, group);
        if (!never.isEmpty()) {
            return never;
        }
        String later = vetoes.waitsFor();
        if (later.isEmpty()) {
            later = maintenance.reason(attack.target(), at);
        }
        if (later.isEmpty() && acting >= most) {
            later = CAP + " = " + most + " is reached";
        }
        return later;
    }

    /** Why a ban by hand is refused; empty when it is not. */
    String whyNotByHand(Attack ban) {
        return vetoes.reason(ban);
    }
}
