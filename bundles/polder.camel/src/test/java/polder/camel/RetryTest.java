// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.config.SettingsException;

/** Camel routes that fail. */
public class RetryTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> seen = new CopyOnWriteArrayList<>();

    private Notifications create(Map<String, String> cfg) {
        Map<String, Object> properties = new HashMap<>(cfg);
        properties.put("service.pid", "polder.camel");
        properties.put("routes.folder", folder.getRoot().getPath() + "/routes");
        return new Notifications(
                DefaultCamelContext::new, folder.getRoot().toPath().resolve("data"), properties);
    }

    /** A route that fails so many times. */
    private RouteBuilder failing(int times) {
        AtomicInteger left = new AtomicInteger(times);
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("polder:attacks").routeId("r").process(exchange -> {
                    if (left.getAndDecrement() > 0) {
                        throw new IOException("server is away");
                    }
                    AttackEvent event = exchange.getMessage().getBody(AttackEvent.class);
                    seen.add(event.phase() + " " + event.attack().target());
                });
            }
        };
    }

    private static void post(Notifications to, Phase phase, String target) {
        to.onAttack(Samples.event(phase, target, "web"));
    }

    @Test
    public void aRouteThatFailsGetsTheEventAgainInOrder() {
        Notifications quick = create(Map.of("retry.first", "10ms", "retry.most", "20ms"));
        quick.addNotifier("n", failing(4));
        post(quick, Phase.STARTED, "192.0.2.1");
        post(quick, Phase.ENDED, "192.0.2.1");
        waitFor(() -> seen.equals(List.of("STARTED 192.0.2.1", "ENDED 192.0.2.1")));
        waitFor(() -> quick.routes().get(0).waiting() == 0);
        assertThat(quick.routes())
                .singleElement()
                .matches(route -> route.name().equals("r") && route.failed() == 4 && route.taken() == 2);
        quick.stop();
    }

    @Test
    public void whatARouteHasNotTakenWaitsForItOverAStopOfTheBundle() {
        Notifications first = create(Map.of("retry.first", "1h", "retry.most", "1h"));
        first.addNotifier("n", failing(Integer.MAX_VALUE));
        post(first, Phase.STARTED, "192.0.2.1");
        post(first, Phase.ENDED, "192.0.2.1");
        waitFor(() -> !first.routes().isEmpty() && first.routes().get(0).failed() == 1);
        long began = System.nanoTime();
        first.stop();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                .as("seconds: what is not due is not waited for")
                .isLessThan(8);
        Notifications second = create(Map.of());
        post(second, Phase.STARTED, "192.0.2.2");
        second.addNotifier("n", failing(0));
        waitFor(() -> seen.size() == 3);
        assertThat(seen).containsExactly("STARTED 192.0.2.1", "ENDED 192.0.2.1", "STARTED 192.0.2.2");
        second.stop();
    }

    @Test
    public void aLongestPauseThatIsShorterThanTheFirstIsRefused() {
        assertThatThrownBy(() -> create(Map.of("retry.first", "1m", "retry.most", "10s")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "retry.most = 10s is not accepted; give a time that is not shorter than retry.first");
        assertThat(folder.getRoot().toPath().resolve("data")).doesNotExist();
    }

    private static void waitFor(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
