// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.testing.FakeMitigations;
import polder.wire.Prefix;

public class MitigationRoutesTest {
    private final FakeMitigations mitigations =
            new FakeMitigations((what, time, who, why) -> "announce " + what + " " + time + " " + what.group());
    private final MitigationRoutes routes = new MitigationRoutes(() -> mitigations);
    private final DefaultCamelContext context = new DefaultCamelContext();
    /** Such as {@code ANNOUNCED 192.0.2.7 true}. */
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Before
    public void start() {
        context.getRegistry().bind("mitigations", routes);
        Mailboxes none = new Mailboxes(
                new Terms(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0),
                Duration.ZERO,
                Shelf.NONE,
                (event, route, failure) -> {});
        context.addComponent("polder", new PolderComponent(none, () -> null));
        context.start();
    }

    @After
    public void stop() {
        context.stop();
        routes.end();
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

    private void collect(org.apache.camel.Exchange exchange) {
        seen.add(exchange.getMessage().getHeader("PolderState") + " "
                + exchange.getMessage().getHeader("PolderTarget") + " "
                + exchange.getMessage().getHeader("PolderWanted"));
    }

    private Mitigation one(State state, Announcement what) {
        Instant at = Instant.now();
        Mitigation one = new Mitigation(
                UUID.randomUUID(),
                null,
                what,
                1,
                "web",
                state,
                at,
                at,
                null,
                state.isOver() ? at : null,
                0.9,
                Double.NaN,
                "because",
                List.of(new Mitigation.Step(at, state, "ann", "because")));
        (state.isOver() ? mitigations.over : mitigations.active).add(one);
        return one;
    }

    private static Blackhole hole(String target) {
        return new Blackhole(Prefix.parse(target), "web");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    public void aRouteIsToldHowThingsStandAndThenEachChange() throws Exception {
        one(State.CONFIRMED, hole("192.0.2.7"));
        one(State.OBSERVED, hole("192.0.2.8"));
        route("edge", "polder:mitigations", this::collect);
        await(() -> seen.size() == 1);
        routes.onMitigation(one(State.ANNOUNCED, hole("192.0.2.9")));
        routes.onMitigation(one(State.PENDING, hole("192.0.2.10")));
        routes.onMitigation(one(State.EXPIRED, hole("192.0.2.9")));
        await(() -> seen.size() == 3);
        assertThat(seen)
                .containsExactly("ANNOUNCED 192.0.2.7 true", "ANNOUNCED 192.0.2.9 true", "EXPIRED 192.0.2.9 true");
    }

    @Test
    public void theFilterHolds() throws Exception {
        route("edge", "polder:mitigations?state=PENDING&kind=flowspec&group=web", this::collect);
        FlowSpec rule = FlowSpec.parse("destination 192.0.2.7/32 protocol udp discard", "web");
        routes.onMitigation(one(State.PENDING, hole("192.0.2.1")));
        routes.onMitigation(one(State.PENDING, new FlowSpec(rule.rule(), rule.action(), "mail")));
        routes.onMitigation(one(State.PENDING, rule));
        await(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("PENDING 192.0.2.7 false");
        assertThatThrownBy(() -> route("bad", "polder:mitigations?state=GONE", this::collect))
                .hasStackTraceContaining("state=GONE is not accepted");
        assertThatThrownBy(() -> route("bad", "polder:mitigations?stat=GONE", this::collect))
                .hasStackTraceContaining("polder:mitigations has no option stat; it has state, group, kind, confirm");
    }

    @Test
    public void aRouteThatFailsIsTriedAgainAndItsOutcomeConfirms() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        route("edge", "polder:mitigations?confirm=true", exchange -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("no answer");
            }
        });
        routes.onMitigation(one(State.ANNOUNCED, hole("192.0.2.9")));
        await(() -> mitigations.done.size() == 2);
        assertThat(mitigations.done)
                .containsExactly("took 192.0.2.9 route edge no answer", "took 192.0.2.9 route edge");
    }

    @Test
    public void theBodyIsJsonWhenItIsText() throws Exception {
        route("edge", "polder:mitigations", exchange -> {
            seen.add(exchange.getMessage().getBody(String.class));
            seen.add(String.valueOf(exchange.getMessage().getBody(Map.class).get("target")));
        });
        routes.onMitigation(
                one(State.ANNOUNCED, FlowSpec.parse("destination 192.0.2.7/32 protocol udp discard", "web")));
        await(() -> seen.size() == 2);
        assertThat(seen.get(0))
                .contains(
                        "\"state\":\"announced\"",
                        "\"kind\":\"flowspec\"",
                        "\"target\":\"192.0.2.7\"",
                        "\"rule\":\"destination 192.0.2.7/32 protocol udp\"",
                        "\"action\":\"discard\"",
                        "\"collateral\":null",
                        "\"attack\":null",
                        "\"steps\":[{\"at\":");
        assertThat(seen.get(1)).isEqualTo("192.0.2.7");
    }

    private Map<String, Object> send(String to, Object body, Map<String, Object> headers) {
        return context.createFluentProducerTemplate()
                .to(to)
                .withProcessor(exchange -> {
                    exchange.getMessage().setBody(body);
                    headers.forEach(exchange.getMessage()::setHeader);
                })
                .send()
                .getMessage()
                .getHeaders();
    }

    @Test
    public void aRouteDecidesByHeadersOptionsOrItsBody() {
        Mitigation pending = one(State.PENDING, hole("192.0.2.7"));
        String id = pending.id().toString();
        send("polder:mitigation", "approve " + id, Map.of());
        send("polder:mitigation?action=reject&reason=no", "", Map.of("PolderId", id));
        send("polder:mitigation", "", Map.of("PolderDo", "withdraw", "PolderId", id));
        send("polder:mitigation", "confirm " + id, Map.of());
        Map<String, Object> made = send("polder:mitigation?time=1h", "announce blackhole 192.0.2.99", Map.of());
        send("polder:mitigation?action=announce", "", Map.of("PolderTarget", "192.0.2.98", "PolderGroup", "web"));
        send("polder:mitigation", "announce flowspec destination 192.0.2.7/32 protocol udp discard", Map.of());
        assertThat(mitigations.done)
                .containsExactly(
                        "approve 192.0.2.7 a route",
                        "reject 192.0.2.7 a route no",
                        "withdraw 192.0.2.7 a route",
                        "took 192.0.2.7 a route",
                        "announce blackhole 192.0.2.99 PT1H default",
                        "announce blackhole 192.0.2.98 PT0S web",
                        "announce flowspec destination 192.0.2.7/32 protocol udp discard PT0S default");
        assertThat(made).containsEntry("PolderState", "ANNOUNCED").containsEntry("PolderTarget", "192.0.2.99");
    }

    @Test
    public void whatItCannotDoIsSaid() {
        Exception failure = context.createFluentProducerTemplate()
                .to("polder:mitigation")
                .withBody("explode")
                .send()
                .getException();
        assertThat(failure).hasMessageContaining("polder:mitigation cannot explode; it can announce, approve");
    }
}
