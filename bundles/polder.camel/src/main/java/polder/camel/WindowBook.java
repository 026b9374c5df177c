// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Scope;
import polder.api.traffic.Traffic;
import polder.api.traffic.TrafficSnapshot;
import polder.api.traffic.TrafficSnapshot.Table;
import polder.wire.Prefix;

/** The traffic as the harvests tell it, and the snapshots made of it. Used by one thread. */
final class WindowBook {
    /** Longer than a second, as a quiet host is shown about once in one. */
    private static final long STANDS = TimeUnit.MILLISECONDS.toNanos(1700);

    private final HostBook hosts = new HostBook();
    private long epochNanos;
    private WindowPlan sumPlan = WindowPlan.NOTHING;
    private Scope[] scopes = new Scope[0];
    private Object[] targets = new Object[0];
    private long[] sums = new long[0];

    void add(Harvest harvest) {
        if (!harvest.plan.equals(hosts.plan())) {
            hosts.adopt(harvest.plan);
        }
        epochNanos = harvest.epochNanos;
        int width = harvest.plan.width();
        for (int i = 0; i < harvest.hosts; i++) {
            hosts.put(
                    harvest.addresses[2 * i],
                    harvest.addresses[2 * i + 1],
                    harvest.groups[i],
                    epochNanos,
                    harvest.values,
                    i * width);
        }
        if (harvest.second >= 0) {
            sumPlan = harvest.plan;
            scopes = Arrays.copyOf(harvest.scopes, harvest.sums);
            targets = Arrays.copyOf(harvest.targets, harvest.sums);
            sums = Arrays.copyOf(harvest.sumValues, harvest.sums * width);
            hosts.expire(epochNanos - STANDS);
        }
    }

    TrafficSnapshot snapshot(WindowOptions options, Instant at, @Nullable Traffic traffic) {
        boolean totals = options.scopes().contains(Scope.TOTAL) && traffic != null;
        return new TrafficSnapshot(
                at,
                options.period(),
                totals && traffic != null ? traffic.totals() : Map.of(),
                options.scopes().contains(Scope.GROUP) ? groups(options) : Table.empty(),
                options.scopes().contains(Scope.PREFIX) ? networks(options) : Table.empty(),
                options.scopes().contains(Scope.HOST) ? hosts(options) : Table.empty(),
                hosts.size());
    }

    private Table groups(WindowOptions options) {
        int[] rows = IntStream.range(0, scopes.length)
                .filter(row -> scopes[row] == Scope.GROUP && options.wants(((HostGroup) targets[row]).name()))
                .toArray();
        List<String> names = new ArrayList<>();
        for (int row : rows) {
            names.add(((HostGroup) targets[row]).name());
        }
        return Table.ofGroups(options.metrics(), names, sums(options, rows));
    }

    private Table networks(WindowOptions options) {
        int[] rows = IntStream.range(0, scopes.length)
                .filter(row -> scopes[row] == Scope.PREFIX)
                .toArray();
        List<Prefix> networks = new ArrayList<>();
        for (int row : rows) {
            networks.add((Prefix) targets[row]);
        }
        String[] groups = new String[rows.length];
        Arrays.fill(groups, "");
        return Table.ofNetworks(options.metrics(), networks, groups, sums(options, rows));
    }

    private long[] sums(WindowOptions options, int[] rows) {
        int[] places = places(sumPlan, options);
        long[] values = new long[rows.length * places.length];
        int to = 0;
        for (int row : rows) {
            for (int place : places) {
                values[to++] = place < 0 ? 0 : sums[row * sumPlan.width() + place];
            }
        }
        return values;
    }

    private static int[] places(WindowPlan plan, WindowOptions options) {
        return options.metrics().stream()
                .mapToInt(metric -> plan.place(metric, options.average()))
                .toArray();
    }

    private Table hosts(WindowOptions options) {
        int[] rows = IntStream.range(0, hosts.size())
                .filter(row -> options.wants(hosts.group(row).name()))
                .toArray();
        int by = hosts.plan().place(options.by(), options.average());
        if (rows.length > options.top() || rows.length <= Ranked.SORTED) {
            rows = Ranked.most(rows, options.top(), row -> by < 0 ? 0 : hosts.value(row, by));
        }
        int[] places = places(hosts.plan(), options);
        long[] addresses = new long[2 * rows.length];
        String[] groups = new String[rows.length];
        long[] values = new long[rows.length * places.length];
        int to = 0;
        for (int i = 0; i < rows.length; i++) {
            addresses[2 * i] = hosts.high(rows[i]);
            addresses[2 * i + 1] = hosts.low(rows[i]);
            groups[i] = hosts.group(rows[i]).name();
            for (int place : places) {
                values[to++] = place < 0 ? 0 : hosts.value(rows[i], place);
            }
        }
        return Table.ofHosts(options.metrics(), addresses, groups, values);
    }
}
