// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Attacks;
import polder.api.capture.LaneStatus;
import polder.api.config.Quantity;
import polder.api.traffic.Direction;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Traffic;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;
import polder.shell.Screen.Style;

/** Draws one frame of {@code polder:top}. */
final class TopFrame {
    private static final int BAR = 10;
    private static final int RATE = 11;
    private static final int MOST_ATTACKS = 3;

    private final Health health;
    private final View view;
    private final Screen screen;
    private final boolean unicode;

    TopFrame(Health health, View view, Screen screen, boolean unicode) {
        this.health = health;
        this.view = view;
        this.screen = screen;
        this.unicode = unicode;
    }

    /** Fills the screen: header, totals and attacks as far as there is room for them beside some hosts, hosts, and keys. */
    Screen fill() {
        screen.line(Style.BOLD, header());
        if (screen.left() >= 10) {
            Map<Direction, Rates> totals = health.traffic().map(Traffic::totals).orElse(Map.of());
            for (Direction direction : Direction.values()) {
                screen.line(Style.PLAIN, total(direction, totals.getOrDefault(direction, Rates.NONE)));
            }
        }
        attacks();
        hosts();
        return screen;
    }

    private String header() {
        return "polder  up " + Quantity.human(health.uptime())
                + "  lanes " + health.lanesOk() + "/" + health.lanes().size()
                + "  " + Quantity.human(health.sum(LaneStatus::flowsPerSecond), "fps")
                + "  dropped " + Quantity.human(health.sum(LaneStatus::dropped))
                + "  rejects " + Quantity.human(health.sum(Lane::rejects))
                + "  hosts " + Quantity.human(health.counters().getOrDefault("hosts", 0L))
                + "  attacks "
                + health.attacks().map(all -> all.active().size()).orElse(0);
    }

    private static String total(Direction direction, Rates rates) {
        StringBuilder line = new StringBuilder(Screen.fit(Text.of(direction), 10));
        for (Unit unit : Unit.values()) {
            long rate = rates.get(Metric.of(Direction.INCOMING, TrafficClass.TOTAL, unit));
            line.append(Screen.fitRight(Quantity.human(rate, unit.perSecond()), RATE + 2));
        }
        return line.toString();
    }

    private void attacks() {
        List<Attack> active = health.attacks().map(Attacks::active).orElse(List.of());
        int room = Math.min(MOST_ATTACKS, screen.left() - 8);
        active.stream()
                .limit(Math.max(0, room))
                .forEach(attack -> screen.line(
                        Style.RED,
                        "! " + attack.target() + " since "
                                + Text.of(attack.since()).substring(11)
                                + (attack.metric() == null ? "" : " peak " + AttackRows.rate(attack, attack.peak()))
                                + ": " + attack.reason()));
        if (room > 0 && active.size() > room) {
            screen.line(Style.RED, "! and " + (active.size() - room) + " more, see polder:attack-list");
        }
    }

    private void hosts() {
        if (health.traffic().isEmpty()) {
            screen.line(Style.RED, "traffic is not being counted: bundle polder.traffic is stopped or being replaced");
            return;
        }
        int most = Math.max(0, screen.left() - 2);
        List<HostTraffic> top = most == 0 ? List.of() : health.traffic().get().top(view.metric(), most, view.v4());
        int wide = top.stream()
                .mapToInt(host -> host.address().toString().length())
                .max()
                .orElse(0);
        int width = Math.max(15, wide);
        screen.line(Style.REVERSE, heading(width));
        List<Hosts.Row> rows = Hosts.rows(top, health.attacks());
        rows.forEach(row -> screen.line(row.attack() == null ? Style.PLAIN : Style.RED, host(row, width)));
        if (rows.isEmpty()) {
            screen.line(Style.PLAIN, "no host has traffic");
        }
        while (screen.left() > 1) {
            screen.line(Style.PLAIN, "");
        }
        screen.line(Style.DIM, "q: quit   p b f: unit   i o: direction   4 6 a: family   by " + view.order());
    }

    private String heading(int width) {
        StringBuilder line = new StringBuilder(Screen.fit("HOST", width));
        for (Unit unit : Unit.values()) {
            String mark = unit == view.unit() ? "*" : "";
            String way = view.direction() == Direction.INCOMING ? "IN " : "OUT ";
            line.append(Screen.fitRight(mark + way + unit.perSecond(), RATE));
        }
        return line.append("  ")
                .append(Screen.fit("LIMIT", BAR + 7))
                .append("GROUP")
                .toString();
    }

    private String host(Hosts.Row row, int width) {
        HostTraffic host = row.traffic();
        StringBuilder line = new StringBuilder(Screen.fit(host.address().toString(), width));
        for (Unit unit : Unit.values()) {
            Metric metric = Metric.of(view.direction(), TrafficClass.TOTAL, unit);
            line.append(Screen.fitRight(Quantity.human(host.averages().get(metric), unit.perSecond()), RATE));
        }
        double percent = Load.nearestPercent(host);
        line.append("  ").append(Screen.fit(bar(percent), BAR)).append(Screen.fitRight(Text.percent(percent), 6));
        line.append(' ').append(host.group().name());
        return line.append(reason(row.attack())).toString();
    }

    private static String reason(@Nullable Attack attack) {
        return attack == null ? "" : "  " + (attack.isManual() ? "BANNED " : "") + attack.reason();
    }

    private String bar(double percent) {
        int full = percent <= 0 ? 0 : (int) Math.min(BAR, Math.max(1, Math.round(percent * BAR / 100)));
        return percent < 0 ? "" : (unicode ? "█" : "#").repeat(full) + (unicode ? "░" : ".").repeat(BAR - full);
    }
}
