// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;
import polder.api.flow.FilterRule;
import polder.api.flow.FilterRules;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowFilter;
import polder.api.flow.FlowFilterLane;

/**
 * A script whose functions say which flows are counted. One for each cfg file. A thread of its own reads and loads the script, for each
 * lane by itself, looks every second whether it has changed, and writes to the log what lanes must not.
 */
@Component(
        configurationPid = "polder.filter.lua",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = {FlowFilter.class, FilterRules.class})
public final class LuaFilter implements FlowFilter, FilterRules {
    private static final Logger LOG = LoggerFactory.getLogger("polder.filter.lua");

    /** {@code etc/polder.filter.lua-<name>.cfg}; README.md says what the keys mean. */
    @interface Config {
        String script() default "";

        int instructions() default 100_000;

        String time() default "50ms";

        int faults() default 10;

        String read() default "";
    }

    private final List<Hook> hooks = hooks();
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Semaphore woken = new Semaphore(0);
    private final Loading thread;
    private volatile LuaSettings settings;
    private volatile @Nullable Script script;
    /** Why the script as it is now is not the one in use, or nothing. */
    private volatile String refused = "";

    private volatile boolean stopped;

    // used by the loading thread alone
    private @Nullable Script faulty;
    private boolean saidOff;

    @Activate
    public LuaFilter(Config config, Map<String, Object> properties) {
        this(properties);
    }

    /** @throws SettingsException when the configuration is refused */
    LuaFilter(Map<String, Object> properties) {
        settings = LuaSettings.of(properties);
        thread = new Loading(this::run, settings.instance());
        thread.start();
    }

    @Deactivate
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings = LuaSettings.of(properties);
            woken.release();
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    private static List<Hook> hooks() {
        return List.of(
                new Hook("process_netflow", "netflow", NetflowRecord::write),
                new Hook("process_sflow", "sflow", SflowSample::write));
    }

    private void run() {
        String tried = "";
        while (!stopped) {
            LuaSettings wanted = settings;
            String stamp = Script.stamp(wanted);
            Script now = script;
            if (!tried.equals(wanted + stamp) && (now == null || !now.isOf(wanted, stamp))) {
                tried = wanted + stamp;
                load(wanted);
            }
            prepare();
            tell();
            pause();
        }
    }

    private void pause() {
        try {
            boolean unused = woken.tryAcquire(1, TimeUnit.SECONDS);
            woken.drainPermits();
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    /** Takes a new script over when it loads, else leaves the last good one in use. */
    private void load(LuaSettings wanted) {
        try {
            Script read = Script.read(wanted);
            read.open(hooks, true);
            script = read;
            refused = "";
            LOG.info("{}: {} is in use", wanted.file(), wanted.script());
        } catch (ScriptException e) {
            refused = String.valueOf(e.getMessage());
            String what = script == null ? "nothing is left out" : "the last good one goes on";
            LOG.error("{}: script = {}: {}; {}", wanted.file(), wanted.script(), refused, what);
        }
    }

    /** Gives each lane the script. */
    private void prepare() {
        Script now = script;
        for (Lane lane : lanes) {
            LaneScript has = lane.script;
            if (now == null || (has != null && has.isOf(now))) {
                continue;
            }
            try {
                lane.script = now.open(hooks, false);
            } catch (ScriptException e) {
                LOG.error("{}: script = {}: {}", now.settings.file(), now.settings.script(), e.getMessage());
            }
        }
    }

    /** Says the first fault of a script, and that it is off; what it printed. */
    private void tell() {
        Script now = script;
        if (now == null) {
            return;
        }
        String file = now.settings.file();
        Prints prints = now.prints();
        for (String line = prints.poll(); line != null; line = prints.poll()) {
            LOG.info("{}: prints: {}", file, line);
        }
        if (now.isFaulty() && faulty != now) {
            faulty = now;
            saidOff = false;
            LOG.warn("{}: a flow was kept as the script failed on it: {}", file, now.problem());
        }
        if (now.isOff() && faulty == now && !saidOff) {
            saidOff = true;
            LOG.error(
                    "{}: the script is switched off after {} faults in a minute, the last: {}; all flows are counted until it is changed",
                    file,
                    now.settings.faults(),
                    now.problem());
        }
    }

    @Override
    public FlowFilterLane open(int lane) {
        Lane opened = new Lane();
        lanes.add(opened);
        woken.release();
        return opened;
    }

    /** The script is read again: what it keeps in its variables, its faults and what it prints are of this lane alone. */
    @Override
    public Optional<FlowFilterLane> apart() {
        try {
            LaneScript own = Script.read(settings).open(hooks(), false);
            return Optional.of(new FlowFilterLane() {
                @Override
                public void filter(FlowBatch flows) {
                    own.filter(flows);
                }

                @Override
                public boolean wantsDetails() {
                    return !own.isOff();
                }
            });
        } catch (ScriptException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<FilterRule> rules() {
        LuaSettings now = settings;
        List<FilterRule> rules = new ArrayList<>();
        for (Hook hook : hooks) {
            rules.add(new FilterRule(
                    "polder.filter.lua",
                    now.file(),
                    hook.function,
                    now.script().toString(),
                    hook.asked.sum(),
                    hook.flows.sum(),
                    hook.packets.sum(),
                    hook.bytes.sum(),
                    hook.nanos.sum(),
                    hook.faults.sum(),
                    problem()));
        }
        return rules;
    }

    private String problem() {
        Script now = script;
        if (!refused.isEmpty()) {
            return (now == null ? "not loaded: " : "the last good script: ") + refused;
        }
        if (now == null) {
            return "not loaded yet";
        }
        return now.isOff() ? "switched off: " + now.problem() : now.problem();
    }

    /** A lane's hand. It has no script until the loading thread gives it one, and then leaves nothing out. */
    private final class Lane implements FlowFilterLane {
        volatile @Nullable LaneScript script;

        @Override
        public void filter(FlowBatch flows) {
            LaneScript now = script;
            if (now != null) {
                now.filter(flows);
            }
        }

        @Override
        public boolean wantsDetails() {
            LaneScript now = script;
            return now != null && !now.isOff();
        }

        @Override
        public void close() {
            lanes.remove(this);
        }
    }
}
