// SPDX-License-Identifier: Apache-2.0
package polder.notify.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

public class LogNotifierTest {
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger("polder.notify.log");
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Before
    public void start() {
        logger.addHandler(handler);
        // stands in for polder:attacks, which belongs to another bundle
        camel.addComponent("polder", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) throws Exception {
                options.clear();
                return super.createEndpoint(uri, name, options);
            }
        });
        camel.start();
    }

    @After
    public void stop() {
        camel.stop();
        logger.removeHandler(handler);
    }

    @Test
    public void everyStepIsALineInHumanUnits() throws Exception {
        camel.addRoutes(new LogNotifier(Map.of("service.pid", "polder.notify.log")));
        send(Phase.STARTED, Metric.IN_BITS, 0);
        send(Phase.ONGOING, Metric.IN_BITS, 61);
        send(Phase.ENDED, Metric.IN_BITS, 3_700);
        assertThat(lines)
                .containsExactly(
                        "WARNING attack started on 203.0.113.7 (group web): incoming 1.25 Gbps, limit 200 Mbps",
                        "INFO attack ongoing on 203.0.113.7 (group web) for 1m1s, now 1.25 Gbps,"
                                + " peak 1.50 Gbps of in.bits, limit 200 Mbps",
                        "INFO attack ended on 203.0.113.7 (group web) after 1h1m40s,"
                                + " peak 1.50 Gbps of in.bits, limit 200 Mbps");
    }

    @Test
    public void aWarningIsNoAttack() throws Exception {
        camel.addRoutes(new LogNotifier(Map.of("service.pid", "polder.notify.log")));
        send(Phase.WARNED, Metric.IN_BITS, 0);
        send(Phase.PASSED, Metric.IN_BITS, 90);
        assertThat(lines)
                .containsExactly(
                        "INFO warning of 203.0.113.7 (group web): incoming 1.25 Gbps, limit 200 Mbps",
                        "INFO warning of 203.0.113.7 (group web) is over after 1m30s,"
                                + " peak 1.50 Gbps of in.bits, limit 200 Mbps");
    }

    @Test
    public void aBanByHandIsCalledABan() throws Exception {
        camel.addRoutes(new LogNotifier(Map.of("service.pid", "polder.notify.log", "phases", "started, ENDED")));
        send(Phase.STARTED, null, 0);
        send(Phase.ONGOING, null, 30);
        send(Phase.ENDED, null, 30);
        assertThat(lines)
                .containsExactly(
                        "WARNING ban started on 203.0.113.7 (group web): incoming 1.25 Gbps, limit 200 Mbps",
                        "INFO ban ended on 203.0.113.7 (group web) after 30s");
    }

    @Test
    public void aWrongKeyIsRefused() {
        assertThatThrownBy(() -> new LogNotifier(Map.of("service.pid", "polder.notify.log", "phases", "begun")))
                .hasMessage("etc/polder.notify.log.cfg: phases = begun is not accepted;"
                        + " give a list of warned, started, ongoing, ended, passed");
    }

    @Test
    public void whatIsNotOverAnyMoreIsNotSaidToBeNow() throws Exception {
        camel.addRoutes(new LogNotifier(Map.of("service.pid", "polder.notify.log")));
        send(Phase.ONGOING, Metric.IN_BITS, 61, 41);
        assertThat(lines)
                .containsExactly("INFO attack ongoing on 203.0.113.7 (group web) for 1m1s, below its limits for 20s,"
                        + " before that 1.25 Gbps, peak 1.50 Gbps of in.bits, limit 200 Mbps");
    }

    private void send(Phase phase, Metric metric, int seconds) {
        send(phase, metric, seconds, seconds);
    }

    private void send(Phase phase, Metric metric, int seconds, int lastOver) {
        Instant since = Instant.parse("2026-03-01T12:00:00Z");
        long[] rates = new long[Metric.COUNT];
        rates[Metric.IN_BITS.ordinal()] = 1_250_000_000;
        Attack attack = new Attack(
                new UUID(1, 1),
                Prefix.parse("203.0.113.7"),
                State.ACTIVE,
                "web",
                metric == null ? Attack.MANUAL : "threshold",
                metric,
                1_250_000_000,
                200_000_000,
                1_500_000_000,
                "incoming 1.25 Gbps,\nlimit 200 Mbps",
                new Rates(rates),
                new Rates(rates),
                since,
                since.plusSeconds(lastOver),
                null,
                Duration.ofSeconds(60),
                Duration.ZERO);
        camel.createProducerTemplate()
                .sendBody("polder:attacks", new AttackEvent(phase, attack, since.plusSeconds(seconds)));
    }
}
