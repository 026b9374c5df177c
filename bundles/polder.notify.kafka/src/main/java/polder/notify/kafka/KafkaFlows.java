// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.util.List;
import java.util.Map;
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
import polder.api.config.SettingsException;
import polder.api.flow.FlowExport;
import polder.api.flow.FlowExports;
import polder.api.flow.FlowTap;
import polder.api.flow.FlowTapLane;
import polder.api.traffic.Traffic;

/** Writes flows to a topic. No lane waits for it, nor for its successor when it is replaced: counting goes before copying. */
@Component(
        name = "polder.notify.kafka.flows",
        service = {FlowTap.class, FlowExports.class},
        immediate = true,
        configurationPid = "polder.notify.kafka.flows",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = FlowTap.PASSING + "=true")
public final class KafkaFlows implements FlowTap, FlowExports {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.kafka");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String brokers();

        String topic() default "polder-flows";

        String format() default "protobuf";

        String sample() default "1/1";

        String memory() default "8mb";
    }

    private volatile Outlet outlet;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Traffic traffic;

    @Activate
    public KafkaFlows(Config config, Map<String, Object> properties) {
        this(properties);
    }

    KafkaFlows(Map<String, Object> properties) {
        outlet = new Outlet(FlowKeys.read(properties), this::traffic);
    }

    private @Nullable Traffic traffic() {
        return traffic;
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            Outlet before = outlet;
            outlet = new Outlet(FlowKeys.read(properties), this::traffic);
            before.close();
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        outlet.close();
    }

    @Override
    public FlowTapLane open(int lane) {
        return new LaneTap(() -> outlet);
    }

    @Override
    public List<FlowExport> exports() {
        return List.of(outlet.status());
    }
}
