// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
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
import polder.api.attack.Attacks;
import polder.api.attack.Detector;
import polder.api.attack.Findings;
import polder.api.config.SettingsException;
import polder.api.traffic.Baselines;
import polder.api.traffic.ProposedLimit;
import polder.api.traffic.TrafficWindow;

/** Learns from every window and reports departures; wires {@link Learning}, {@link Departures} and {@link BaselineFile}. */
@Component(
        name = "polder.detect.baseline",
        configurationPid = "polder.detect.baseline",
        configurationPolicy = ConfigurationPolicy.OPTIONAL,
        immediate = true,
        service = {Detector.class, Baselines.class})
public final class BaselineDetector implements Detector, Baselines {
    private static final Logger LOG = LoggerFactory.getLogger("polder.detect.baseline");

    /** {@code etc/polder.detect.baseline.cfg}. */
    @interface Config {
        String hosts() default "off";

        String groups() default "warn";

        String networks() default "off";

        String factor() default "4";

        String floor_packets() default "20kpps";

        String floor_bits() default "200mbps";

        String floor_flows() default "3500fps";

        String learn_min() default "7d";

        String hosts_max() default "65536";

        String forget() default "30d";

        String sigma() default "4";
    }

    private final @Nullable BundleContext context;
    private final BaselineFile file;
    private final ScheduledThreadPoolExecutor clock;
    /** Held by the beat for as long as a window takes, by others for moments. */
    private final Object lock = new Object();

    private final Learning learning;
    private final Departures departures;
    private final Supplier<List<Attack>> active = this::active;

    /** Looked up when needed, as the attacks themselves need this component. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ServiceReference<Attacks> attacks;

    @Activate
    public BaselineDetector(BundleContext context, Config config, Map<String, Object> properties) {
        this(context, BaselineSettings.of(properties), folder(), ZoneId.systemDefault());
    }

    /** @param context null outside of a framework; then attacks of other detectors are not known */
    BaselineDetector(@Nullable BundleContext context, BaselineSettings settings, Path folder, ZoneId zone) {
        this.context = context;
        file = new BaselineFile(folder);
        learning = file.read(() -> new Learning(settings, zone));
        departures = new Departures(learning, settings, zone);
        clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "polder-baseline-0");
            thread.setDaemon(true);
            return thread;
        });
        Future<?> unused = clock.scheduleWithFixedDelay(this::save, 1, 1, TimeUnit.HOURS);
    }

    private static Path folder() {
        String data = System.getProperty("karaf.data", System.getProperty("java.io.tmpdir", "/tmp"));
        return Path.of(data, "polder", "detect.baseline");
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            BaselineSettings changed = BaselineSettings.of(properties);
            synchronized (lock) {
                learning.use(changed);
                departures.use(changed);
            }
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        clock.shutdownNow();
        try {
            if (!clock.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("what was learned is still being written");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        save();
    }

    void save() {
        file.write(learning, lock);
    }

    /** The window is a small part of what it is judged by: five minutes are learned at once. */
    @Override
    public void inspect(TrafficWindow window, Findings findings) {
        synchronized (lock) {
            learning.learn(window, active);
            departures.judge(window, findings);
        }
    }

    /** It judges by what is learned here, also while that goes on, at the hour of its windows. It teaches nothing. */
    @Override
    public Optional<Detector> twin() {
        Departures apart;
        synchronized (lock) {
            apart = departures.twin();
        }
        return Optional.of((window, findings) -> {
            synchronized (lock) {
                apart.judge(window, findings);
            }
        });
    }

    private List<Attack> active() {
        ServiceReference<Attacks> reference = attacks;
        Attacks service = context == null || reference == null ? null : context.getService(reference);
        return service == null ? List.of() : service.active();
    }

    @Override
    public List<ProposedLimit> propose(double margin) {
        synchronized (lock) {
            return Proposals.of(learning, margin);
        }
    }

    @Override
    public Map<String, Long> counters() {
        synchronized (lock) {
            return learning.counters();
        }
    }
}
