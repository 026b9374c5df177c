// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.Veto;
import polder.api.config.SettingsException;
import polder.api.flow.FilterRule;
import polder.api.flow.FilterRules;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowFilter;
import polder.api.flow.FlowFilterLane;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.Traffic;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/**
 * A list of rules: flows that fall under one are left out before they are counted, and some prefixes are never acted on. One for each
 * cfg file. A thread looks every second whether a file of prefixes or the host groups have changed.
 */
@Component(
        configurationPid = "polder.filter.whitelist",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = {FlowFilter.class, FilterRules.class, Veto.class})
public final class Whitelist implements FlowFilter, FilterRules, Veto {
    private static final Logger LOG = LoggerFactory.getLogger("polder.filter.whitelist");

    /** {@code etc/polder.filter.whitelist-<name>.cfg}; README.md says what the keys mean. */
    @interface Config {
        String remote() default "";

        String remote_file() default "";

        String group() default "";

        String never_act() default "";

        String never_act_file() default "";
    }

    /** What the lanes go by; replaced as a whole. */
    private record State(RuleList list, GroupMap groups, Matcher matcher, List<Tally> tallies) {}

    private final ScheduledExecutorService clock;
    /** Guarded by this, as are changes of the state. */
    private final Map<String, Tally> tallies = new HashMap<>();

    private Map<String, Object> properties;
    private String refused = "";
    private List<String> missing = List.of();
    private volatile State state;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable Traffic traffic;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable OwnNetworks own;

    @Activate
    public Whitelist(Config config, Map<String, Object> properties) {
        this(properties);
    }

    /** @throws SettingsException when the configuration is refused */
    Whitelist(Map<String, Object> properties) {
        RuleList list = RuleList.of(properties);
        this.properties = properties;
        state = state(list, GroupMap.EMPTY);
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "polder-whitelist-" + list.instance() + "-0");
            thread.setDaemon(true);
            return thread;
        });
        Future<?> unused = clock.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() {
        clock.shutdownNow();
    }

    @Modified
    synchronized void modified(Map<String, Object> changed) {
        properties = changed;
        read();
    }

    private void read() {
        try {
            state = state(RuleList.of(properties), state.groups());
            refused = "";
        } catch (SettingsException e) {
            if (!refused.equals(e.getMessage())) {
                refused = String.valueOf(e.getMessage());
                LOG.error("{}; the last good configuration goes on", refused);
            }
        }
    }

    /** Takes over files and host groups that have changed. */
    synchronized void look() {
        if (!refused.isEmpty() || state.list().isOutdated()) {
            read();
        }
        RuleList list = state.list();
        if (list.rules().stream().allMatch(rule -> rule.groups().isEmpty())) {
            return;
        }
        Traffic counted = traffic;
        OwnNetworks networks = own;
        if (counted == null || networks == null) {
            return;
        }
        GroupMap now = GroupMap.of(counted.groups(), networks.table().prefixes());
        if (!now.equals(state.groups())) {
            state = state(list, now);
        }
        List<String> unknown = now.missing(list.rules());
        if (!unknown.isEmpty() && !unknown.equals(missing)) {
            LOG.warn(
                    "{}: there is no host group {}; rules of it match nothing",
                    list.file(),
                    String.join(", ", unknown));
        }
        missing = unknown;
    }

    private State state(RuleList list, GroupMap groups) {
        List<Rule> rules = list.rules();
        tallies.keySet().retainAll(rules.stream().map(Rule::name).toList());
        List<Tally> of = rules.stream()
                .map(rule -> tallies.computeIfAbsent(rule.name(), any -> new Tally()))
                .toList();
        return new State(list, groups, new Matcher(rules, groups), of);
    }

    @Override
    public FlowFilterLane open(int lane) {
        return lane(() -> state);
    }

    @Override
    public Optional<FlowFilterLane> apart() {
        State now = state;
        List<Tally> own = now.tallies().stream().map(any -> new Tally()).toList();
        State same = new State(now.list(), now.groups(), now.matcher(), own);
        return Optional.of(lane(() -> same));
    }

    private static FlowFilterLane lane(Supplier<State> state) {
        return new FlowFilterLane() {
            @Override
            public void filter(FlowBatch flows) {
                leaveOut(flows, state.get());
            }

            @Override
            public boolean wantsDetails() {
                return state.get().matcher().needsDetails();
            }
        };
    }

    private static void leaveOut(FlowBatch flows, State now) {
        Matcher matcher = now.matcher();
        int size = flows.size();
        for (int row = 0; row < size; row++) {
            int rule = matcher.match(flows, row);
            if (rule != Matcher.NONE) {
                now.tallies().get(rule).add(flows, row);
                flows.leaveOut(row);
            }
        }
    }

    @Override
    public List<FilterRule> rules() {
        State now = state;
        RuleList list = now.list();
        List<FilterRule> rules = new ArrayList<>();
        for (int i = 0; i < now.tallies().size(); i++) {
            Rule rule = list.rules().get(i);
            Tally tally = now.tallies().get(i);
            rules.add(new FilterRule(
                    "polder.filter.whitelist",
                    list.file(),
                    rule.name(),
                    rule.text(),
                    0,
                    tally.flows(),
                    tally.packets(),
                    tally.bytes(),
                    0,
                    0,
                    problem(rule)));
        }
        return rules;
    }

    private synchronized String problem(Rule rule) {
        List<String> unknown = rule.groups().stream().filter(missing::contains).toList();
        if (!unknown.isEmpty()) {
            return "there is no host group " + String.join(", ", unknown);
        }
        return refused.isEmpty() ? "" : "the last good configuration: " + refused;
    }

    @Override
    public Optional<String> reason(Attack attack) {
        return exempts(attack.target());
    }

    /** Why nothing may be done about a target. One that holds an exempt prefix is exempt too, as acting on it would hit that. */
    Optional<String> exempts(Prefix target) {
        RuleList list = state.list();
        Prefix never = overlapping(list.never(), target);
        if (never == null) {
            return Optional.empty();
        }
        String key = list.neverFile().contains(never) ? "never.act.file" : "never.act";
        return Optional.of(list.file() + ": " + key + " has " + never);
    }

    private static @Nullable Prefix overlapping(PrefixTable never, Prefix target) {
        int around = never.match(target.base().high(), target.base().low());
        if (around != PrefixTable.NONE) {
            return never.prefixes().get(around);
        }
        for (Prefix prefix : never.prefixes()) {
            if (!target.isHost() && target.contains(prefix.base()) && target.bits() <= prefix.bits()) {
                return prefix;
            }
        }
        return null;
    }
}
