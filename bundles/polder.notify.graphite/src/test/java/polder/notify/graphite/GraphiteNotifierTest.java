// SPDX-License-Identifier: Apache-2.0
package polder.notify.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.SettingsException;
import polder.api.testing.Carbon;
import polder.api.testing.Program;
import polder.api.testing.Snapshots;
import polder.api.traffic.TrafficSnapshot;

public class GraphiteNotifierTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final CamelContext context = new DefaultCamelContext();

    @After
    public void stop() {
        context.stop();
    }

    private static Map<String, Object> cfg(Object... keysAndValues) {
        Map<String, Object> cfg = new HashMap<>(Map.of("service.pid", "polder.notify.graphite~it"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            cfg.put(keysAndValues[i].toString(), keysAndValues[i + 1].toString());
        }
        return cfg;
    }

    /** A stand-in for what polder.camel brings: the route begins where the test sends to. */
    private void start(GraphiteNotifier notifier) throws Exception {
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerBuilder());
        context.addComponent("polder", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) throws Exception {
                options.clear();
                return super.createEndpoint(uri, name, options);
            }
        });
        context.addRoutes(notifier);
        context.start();
    }

    private Exchange send(TrafficSnapshot snapshot) {
        Endpoint from = context.getRoute("polder.notify.graphite-it").getEndpoint();
        return context.createProducerTemplate()
                .send(from, one -> one.getMessage().setBody(snapshot));
    }

    private static Map<String, Double> await(Carbon carbon, long second, int count) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Map<String, Double> found = carbon.at(second);
        while (found.size() < count && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            found = carbon.at(second);
        }
        return found;
    }

    @Test
    public void carbonHasFastNetMonsTreeAndItsValues() throws Exception {
        assumeTrue(Program.isThere(Carbon.PROGRAM));
        try (Carbon carbon = new Carbon(folder.getRoot().toPath())) {
            start(new GraphiteNotifier(cfg("port", carbon.port, "format", "fastnetmon")));
            long now = Instant.now().getEpochSecond();
            Exchange sent = send(Snapshots.sample(Instant.ofEpochSecond(now)));
            assertThat(sent.getException()).isNull();
            assertThat(sent.getProperty("PolderAnswer", String.class))
                    .matches("20 metrics in \\d+ bytes sent to 127.0.0.1:\\d+");
            assertThat(await(carbon, now, 20)).isEqualTo(expected());
        }
    }

    /** in.packets has ordinal 0, in.bits 1, in.flows 2, out.packets 54, out.bits 55, out.flows 56. */
    private static Map<String, Double> expected() {
        Map<String, Double> tree = new TreeMap<>();
        List<String> ways = List.of("incoming", "outgoing", "internal", "other");
        for (int i = 0; i < 4; i++) {
            tree.put("fastnetmon.total." + ways.get(i) + ".pps", 100.0 * (i + 1));
            tree.put("fastnetmon.total." + ways.get(i) + ".bps", 200.0 * (i + 1));
            if (i < 2) {
                tree.put("fastnetmon.total." + ways.get(i) + ".flows", 300.0 * (i + 1));
            }
        }
        tree.put("fastnetmon.networks.192_0_2_0_24.incoming.pps", 30.0);
        tree.put("fastnetmon.networks.192_0_2_0_24.incoming.bps", 60.0);
        tree.put("fastnetmon.networks.192_0_2_0_24.outgoing.pps", 30.0 * 55);
        tree.put("fastnetmon.networks.192_0_2_0_24.outgoing.bps", 30.0 * 56);
        tree.put("fastnetmon.hosts.192_0_2_7.incoming.pps", 1.0);
        tree.put("fastnetmon.hosts.192_0_2_7.incoming.bps", 2.0);
        tree.put("fastnetmon.hosts.192_0_2_7.incoming.flows", 3.0);
        tree.put("fastnetmon.hosts.192_0_2_7.outgoing.pps", 55.0);
        tree.put("fastnetmon.hosts.192_0_2_7.outgoing.bps", 56.0);
        tree.put("fastnetmon.hosts.192_0_2_7.outgoing.flows", 57.0);
        return tree;
    }

    @Test
    public void theConnectionIsMadeAnewWhenTheServerWasRestarted() throws Exception {
        assumeTrue(Program.isThere(Carbon.PROGRAM));
        try (Carbon carbon = new Carbon(folder.getRoot().toPath())) {
            start(new GraphiteNotifier(cfg("port", carbon.port, "format", "both", "prefix", "site.polder")));
            long now = Instant.now().getEpochSecond();
            assertThat(send(Snapshots.sample(Instant.ofEpochSecond(now))).getException())
                    .isNull();
            Map<String, Double> first = await(carbon, now, 20 + 4 * 54 + 4 * 30 + 2 * 30 + 1);
            assertThat(first).hasSize(20 + 4 * 54 + 4 * 30 + 2 * 30 + 1);
            assertThat(first)
                    .containsEntry("site.polder.total.outgoing.udp.bits", 100.0 * 14 * 2)
                    .containsEntry("site.polder.group.web.in.packets", 10.0)
                    .containsEntry("site.polder.network.2001_db8___32.out.packets", 40.0 * 55)
                    .containsEntry("site.polder.host.2001_db8__7.in.bits", 4.0)
                    .containsEntry("site.polder.hosts", 3.0)
                    .containsEntry("fastnetmon.total.incoming.pps", 100.0);
            carbon.stop();
            Exchange failed = send(Snapshots.sample(Instant.ofEpochSecond(now + 1)));
            assertThat(failed.getException())
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("carbon at 127.0.0.1:" + carbon.port + ": Connection refused");
            carbon.start();
            assertThat(send(Snapshots.sample(Instant.ofEpochSecond(now + 2))).getException())
                    .isNull();
            assertThat(await(carbon, now + 2, first.size())).hasSameSizeAs(first);
        }
    }

    @Test
    public void theLinesAreThoseOfThePlaintextProtocol() {
        Lines lines = new Lines();
        lines.begin(1_700_000_000);
        new FastNetMonTree(lines, "fastnetmon", ".average").write(Snapshots.sample(Instant.EPOCH));
        String text = new String(lines.bytes(), 0, lines.size(), StandardCharsets.ISO_8859_1);
        assertThat(text.lines())
                .hasSize(20)
                .startsWith(
                        "fastnetmon.total.incoming.flows 300 1700000000",
                        "fastnetmon.total.incoming.pps 100 1700000000",
                        "fastnetmon.total.incoming.bps 200 1700000000")
                .contains("fastnetmon.hosts.192_0_2_7.incoming.average.pps 1 1700000000")
                .allMatch(line -> line.matches("[a-z0-9_.]+ \\d+ 1700000000"));
        assertThat(text).endsWith("\n");
    }

    @Test
    public void aServerThatTakesNothingHoldsUpTheRouteForItsTimeLimitOnly() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1)) {
            start(new GraphiteNotifier(cfg("port", deaf.getLocalPort(), "time.limit", "300ms")));
            TrafficSnapshot large = Snapshots.many(Instant.EPOCH, 60_000);
            long begin = System.nanoTime();
            Exchange sent = send(large);
            assertThat(sent.getException()).hasMessageContaining("does not take what is sent within 300 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    public void aWrongKeyIsRefusedAndTheLastGoodOnesGoOn() throws Exception {
        assertThatThrownBy(() -> new GraphiteNotifier(cfg("prefix", "a b", "period", "1500ms", "formt", "x")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.notify.graphite-it.cfg: prefix = a b is not accepted")
                .hasMessageContaining("period = 1500ms is not accepted; give whole seconds")
                .hasMessageContaining("formt is no key of this file; did you mean format?");
        GraphiteNotifier notifier = new GraphiteNotifier(cfg("top", "all"));
        notifier.modified(cfg("top", "some"));
        start(notifier);
        assertThat(context.getRoute("polder.notify.graphite-it").getEndpoint().getEndpointUri())
                .contains("top=all", "rates=average", "period=1s", "metrics=usual");
    }

    @Test
    public void eachAddressHasItsPath() {
        Lines lines = new Lines();
        lines.begin(0);
        for (long low : new long[] {0, 9, 10, 99, 100, 255, 0xffff_ffffL, 0x0a00_64c8L}) {
            lines.at(new byte[0]).address(0, 0xffff_0000_0000L | low).line(new byte[0], low);
        }
        assertThat(Arrays.asList(
                        new String(lines.bytes(), 0, lines.size(), StandardCharsets.ISO_8859_1).split(" \\d+ 0\n")))
                .containsExactly(
                        "0_0_0_0",
                        "0_0_0_9",
                        "0_0_0_10",
                        "0_0_0_99",
                        "0_0_0_100",
                        "0_0_0_255",
                        "255_255_255_255",
                        "10_0_100_200");
    }
}
