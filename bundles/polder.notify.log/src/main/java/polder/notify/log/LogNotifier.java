// SPDX-License-Identifier: Apache-2.0
package polder.notify.log;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ServiceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.evidence.Evidence;
import polder.api.notify.AttackLine;

/** Writes a line to the log for every step of an attack: a warning when it starts, information after that. */
@Component(
        service = RoutesBuilder.class,
        scope = ServiceScope.BUNDLE,
        configurationPid = "polder.notify.log",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.log")
public final class LogNotifier extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.log");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String phases() default "warned, started, ongoing, ended, passed";

        String groups() default "";

        String samples() default "3";
    }

    private record Keys(Set<String> phases, Set<String> groups, int samples) {
        static Keys read(Map<String, Object> properties) {
            Settings settings = new Settings(properties);
            settings.text("polder.routes", "");
            Set<String> phases = new TreeSet<>();
            List<String> known = List.of("warned", "started", "ongoing", "ended", "passed");
            for (String word : settings.list("phases")) {
                phases.add(word.toLowerCase(Locale.ROOT));
            }
            if (!known.containsAll(phases)) {
                settings.fault("phases", "is not accepted; give a list of warned, started, ongoing, ended, passed");
            }
            if (phases.isEmpty()) {
                phases.addAll(known);
            }
            Keys keys = new Keys(phases, Set.copyOf(settings.list("groups")), settings.number("samples", 3, 0, 200));
            settings.refuseRest();
            return keys;
        }

        boolean want(AttackEvent event) {
            return phases.contains(event.phase().name().toLowerCase(Locale.ROOT))
                    && (groups.isEmpty() || groups.contains(event.attack().group()));
        }
    }

    private final Progress progress = new Progress(LOG, System::nanoTime);
    private volatile Keys keys;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Evidence evidence;

    @Activate
    public LogNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    LogNotifier(Map<String, Object> properties) {
        keys = Keys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = Keys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void configure() {
        from("polder:attacks?phase=ALL").routeId("polder.notify.log").process(this::write);
    }

    private void write(Exchange exchange) {
        AttackEvent event = exchange.getMessage().getBody(AttackEvent.class);
        if (!keys.want(event)) {
            exchange.setProperty("PolderUnwanted", true);
            return;
        }
        if (event.phase() == Phase.STARTED) {
            LOG.warn("{}", AttackLine.of(event));
            samples(event.attack());
        } else if (!event.isProgress() || progress.hasRoom()) {
            LOG.info("{}", AttackLine.of(event));
        }
    }

    private void samples(Attack attack) {
        Evidence known = evidence;
        if (known != null && keys.samples() > 0) {
            known.of(attack).ifPresent(found -> found.samples().stream()
                    .limit(keys.samples())
                    .forEach(sample -> LOG.info("attack on {}: {}", attack.target(), sample.line())));
        }
    }
}
