// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficSnapshot;
import polder.api.traffic.WindowRoutes;

public class WindowsTest {
    private final Windows windows = new Windows();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final FakeWindow window = new FakeWindow(20);
    private final List<TrafficSnapshot> seen = new CopyOnWriteArrayList<>();

    @Before
    public void start() {
        context.getRegistry().bind("windows", windows);
        Mailboxes none = new Mailboxes(
                new Terms(1, java.time.Duration.ZERO, java.time.Duration.ZERO, java.time.Duration.ZERO, 0),
                java.time.Duration.ZERO,
                Shelf.NONE,
                (event, route, failure) -> {});
        context.addComponent("polder", new PolderComponent(none, () -> null));
        context.start();
    }

    @After
    public void stop() {
        context.stop();
        windows.stop();
    }

    private void route(String id, String from, Processor to) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(from).routeId(id).process(to);
            }
        });
    }

    private void collect(Exchange exchange) {
        seen.add(exchange.getMessage().getBody(TrafficSnapshot.class));
        exchange.setProperty("PolderAnswer", "got " + seen.size());
    }

    private void beats(int beats) {
        for (int i = 0; i < beats; i++) {
            window.nanos += 100_000_000L;
            windows.accept(window);
        }
    }

    /** Beats until something is so: the thread that makes snapshots needs a moment for each second. */
    private void beatUntil(BooleanSupplier what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!what.getAsBoolean()) {
            beats(1);
            assertThat(System.nanoTime()).as("too late").isLessThan(end);
            Thread.yield();
        }
    }

    private WindowRoutes.Route status(String name) {
        return windows.routes().stream()
                .filter(route -> route.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void aRouteGetsASnapshotOfEachPeriodWithATimeOfWholePeriods() throws Exception {
        window.set(3, Metric.IN_PACKETS, 77).set(20, Metric.IN_UDP_BITS, 9);
        route("two", "polder:windows?period=2s&top=5", this::collect);
        beatUntil(() -> seen.size() >= 3);
        TrafficSnapshot last = seen.get(2);
        assertThat(last.at().getEpochSecond() % 2).isZero();
        assertThat(last.hosts().size()).isEqualTo(5);
        assertThat(last.hosts().name(0)).isEqualTo("10.0.0.3");
        assertThat(last.hosts().value(0, Metric.IN_PACKETS)).isEqualTo(77);
        assertThat(last.networks().value(0, Metric.IN_UDP_BITS)).isEqualTo(9);
        assertThat(seen.stream().map(TrafficSnapshot::at)).doesNotHaveDuplicates();
        assertThat(status("two").taken()).isGreaterThanOrEqualTo(2);
        assertThat(status("two").from()).isEqualTo("polder:windows");
    }

    @Test
    public void asTextItIsJsonAndAsAMapTheSame() throws Exception {
        window.set(3, Metric.IN_PACKETS, 77);
        List<Object> bodies = new CopyOnWriteArrayList<>();
        route("json", "polder:windows?scope=network,host&top=1&group=web", exchange -> {
            bodies.add(exchange.getMessage().getBody(Map.class));
            bodies.add(exchange.getMessage().getBody(String.class));
        });
        beatUntil(() -> bodies.size() >= 4);
        assertThat((Map<?, ?>) bodies.get(2))
                .extracting("hosts")
                .isEqualTo(Map.of("10.0.0.3", Map.of("in.packets", 77L)));
        assertThat(bodies.get(3).toString())
                .startsWith("{\"at\":\"2023-11-")
                .contains("\"period_seconds\":1,\"hosts_seen\":20,\"totals\":{},\"groups\":{},"
                        + "\"networks\":{\"10.0.0.0/8\":{}},\"hosts\":{\"10.0.0.3\":{\"in.packets\":77}}}");
    }

    @Test
    public void aSlowRouteLosesSnapshotsWhichIsCountedAndHoldsUpNobody() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        route("slow", "polder:windows", exchange -> gate.await());
        route("fast", "polder:windows", this::collect);
        try (LogLines log = new LogLines()) {
            beatUntil(() -> status("slow").lost() >= 3);
            gate.countDown();
            assertThat(log.lines()).anyMatch(line -> line.contains("is too slow"));
        }
        beatUntil(() -> status("slow").taken() > 1);
        assertThat(status("fast").taken()).isPositive();
    }

    @Test
    public void aFailureIsToldOnceAndTheNextSnapshotIsTried() throws Exception {
        route("bad", "polder:windows", exchange -> {
            if (seen.isEmpty()) {
                throw new java.io.IOException("connection refused by 192.0.2.1");
            }
        });
        try (LogLines log = new LogLines()) {
            beatUntil(() -> status("bad").failed() >= 3);
            assertThat(status("bad").failure()).isEqualTo("connection refused by 192.0.2.1");
            assertThat(log.lines().stream().filter(line -> line.contains("a snapshot failed")))
                    .hasSize(1);
        }
        assertThatThrownBy(() -> windows.test("bad")).hasMessageContaining("refused");
        seen.add(new WindowBook().snapshot(WindowOptions.parse(Map.of()), java.time.Instant.EPOCH, null));
        beatUntil(() -> status("bad").taken() > 0);
        assertThat(status("bad").failure()).isEmpty();
    }

    @Test
    public void aTestSendsASnapshotAtOnceAndGivesTheAnswer() throws Exception {
        List<Object> tests = new CopyOnWriteArrayList<>();
        route("ask", "polder:windows?period=1h", exchange -> {
            tests.add(String.valueOf(exchange.getMessage().getHeader("PolderTest")));
            collect(exchange);
        });
        assertThat(windows.test("ask")).isEqualTo("got 1");
        assertThat(tests).containsExactly("true");
        assertThatThrownBy(() -> windows.test("nobody")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void aTestIsNotPushedOutByTheSnapshotsThatComeAfterIt() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        route("busy", "polder:windows", exchange -> {
            gate.await();
            exchange.setProperty("PolderAnswer", "at last");
        });
        beatUntil(() -> status("busy").lost() >= 1);
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try {
                answer.complete(windows.test("busy"));
            } catch (java.io.IOException e) {
                answer.completeExceptionally(e);
            }
        });
        asking.start();
        long before = status("busy").lost();
        beatUntil(() -> status("busy").lost() >= before + 4);
        gate.countDown();
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("at last");
    }

    @Test
    public void aReplacedRouteGoesOnWithItsCounters() throws Exception {
        route("r", "polder:windows", this::collect);
        beatUntil(() -> seen.size() >= 2);
        context.getRouteController().stopRoute("r");
        context.removeRoute("r");
        long taken = status("r").taken();
        assertThat(status("r").present()).isFalse();
        route("r", "polder:windows", this::collect);
        beatUntil(() -> status("r").taken() > taken);
        assertThat(status("r").present()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("polder-route-r-0")))
                .hasSize(1);
    }

    @Test
    public void theStatusComesEverySoOftenToo() throws Exception {
        List<String> texts = new CopyOnWriteArrayList<>();
        windows.status = () -> Map.of("ok", true);
        route(
                "status",
                "polder:status?period=1s",
                exchange -> texts.add(exchange.getMessage().getBody(String.class)));
        beatUntil(() -> texts.size() >= 2);
        assertThat(texts.get(0)).isEqualTo("{\"ok\":true}");
        assertThat(windows.test("status")).isEmpty();
    }

    @Test
    public void aWrongOptionIsRefusedInWords() {
        for (String wrong :
                List.of("period=100ms", "top=none", "by=in.cows", "scope=hosts", "metrics=cows", "rates=x")) {
            assertThatThrownBy(() -> route("wrong", "polder:windows?" + wrong, this::collect))
                    .hasStackTraceContaining("is not accepted; give");
        }
        assertThatThrownBy(() -> route("wrong", "polder:windows?grp=web", this::collect))
                .hasStackTraceContaining("polder:windows has no option grp; it has period, scope");
    }
}
