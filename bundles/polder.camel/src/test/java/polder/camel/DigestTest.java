// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.AttackEvent.Phase;
import polder.api.notify.Digest;

/** Notifiers with a rate, failures that are final, messages to try a route, changed configurations. */
public class DigestTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Notifications notifications;

    @Before
    public void start() throws IOException {
        Path etc = folder.newFolder("etc").toPath();
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.camel");
        properties.put("routes.folder", etc.toString());
        notifications = new Notifications(
                DefaultCamelContext::new, folder.newFolder("data").toPath(), properties);
    }

    @After
    public void stop() {
        notifications.stop();
    }

    private static RoutesBuilder route(String from, Processor what) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(from).routeId("r").process(what);
            }
        };
    }

    private void write(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        String phase = exchange.getMessage().getHeader("PolderPhase", String.class);
        String target = exchange.getMessage().getHeader("PolderTarget", String.class);
        int events = body instanceof Digest digest ? digest.events().size() : 1;
        seen.add(phase + " " + target + " " + events);
    }

    @Test
    public void manyAttacksAreOneMessageAndNoneIsLost() {
        notifications.addNotifier("n", route("polder:attacks?rate=2/1s", this::write));
        waitFor(() -> notifications.routes().size() == 1);
        for (int i = 0; i < 40; i++) {
            post(Phase.STARTED, i);
        }
        waitFor(() -> seen.size() == 3);
        assertThat(seen).containsExactly("STARTED 192.0.2.0 1", "STARTED 192.0.2.1 1", "DIGEST 38 attacks 38");
        post(Phase.ENDED, 7);
        waitFor(() -> seen.size() == 4);
        waitFor(() -> notifications.routes().get(0).taken() == 41);
        assertThat(notifications.routes().get(0).waiting()).isZero();
    }

    @Test
    public void aDigestThatFailsIsSentAgainWithAllThatIsInIt() {
        notifications.addNotifier("n", route("polder:attacks?rate=1/300ms", exchange -> {
            write(exchange);
            if (seen.size() == 2) {
                throw new IOException("no mail");
            }
        }));
        waitFor(() -> notifications.routes().size() == 1);
        for (int i = 0; i < 5; i++) {
            post(Phase.STARTED, i);
            post(Phase.ENDED, i);
        }
        waitFor(() -> notifications.routes().get(0).taken() == 10);
        assertThat(seen.get(1)).startsWith("DIGEST");
        assertThat(notifications.routes().get(0).failed()).isEqualTo(1);
    }

    @Test
    public void whatIsRefusedForGoodIsNotTriedAgainButKept() {
        notifications.addNotifier("n", route("polder:attacks", exchange -> {
            write(exchange);
            if (seen.size() == 1) {
                exchange.setProperty("PolderFinal", true);
                throw new IOException("550 no such user");
            }
        }));
        post(Phase.STARTED, 1);
        post(Phase.STARTED, 2);
        waitFor(() -> notifications.routes().stream().anyMatch(route -> route.taken() == 1));
        assertThat(seen).containsExactly("STARTED 192.0.2.1 1", "STARTED 192.0.2.2 1");
        waitFor(() -> notifications.dead().size() == 1);
        assertThat(notifications.dead().get(0).failure()).isEqualTo("550 no such user");
        assertThat(notifications.retry(notifications.dead().get(0).id())).isEqualTo(1);
        waitFor(() -> seen.size() == 3);
        assertThat(notifications.dead()).isEmpty();
    }

    @Test
    public void aRouteIsTriedWithAnAttackThatNeverWas() throws Exception {
        notifications.addNotifier("n", route("polder:attacks?group=web&phase=ended&rate=1/1h", exchange -> {
            write(exchange);
            assertThat(exchange.getMessage().getHeader("PolderTest")).isEqualTo(true);
            assertThat(exchange.getMessage().getHeader("PolderReason", String.class))
                    .contains("this is a test");
            exchange.setProperty("PolderAnswer", "250 queued");
        }));
        waitFor(() -> notifications.routes().size() == 1);
        assertThat(notifications.test("r")).isEqualTo("250 queued");
        assertThat(seen).containsExactly("STARTED 192.0.2.1 1");
        assertThatThrownBy(() -> notifications.test("q")).hasMessage("there is no route q");
    }

    @Test
    public void aChangedNotifierTakesWhatItsFormerSelfHadLeftAndABadOneChangesNothing() {
        notifications.addNotifier("n", route("polder:attacks?phase=started", this::write));
        waitFor(() -> notifications.routes().size() == 1);
        post(Phase.STARTED, 1);
        waitFor(() -> seen.size() == 1);
        notifications.changeNotifier("n", route("polder:attacks?phase=sometimes", this::write));
        post(Phase.STARTED, 2);
        waitFor(() -> seen.size() == 2);
        notifications.changeNotifier("n", route("polder:attacks?phase=ended", this::write));
        waitFor(() -> {
            post(Phase.ENDED, 3);
            return seen.contains("ENDED 192.0.2.3 1");
        });
        assertThat(notifications.routes()).hasSize(1);
    }

    private void post(Phase phase, int host) {
        notifications.onAttack(Samples.event(phase, "192.0.2." + host, "web"));
    }

    private static void waitFor(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
