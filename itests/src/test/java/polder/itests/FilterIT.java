// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.flow.FlowTap;
import polder.api.traffic.Exemptions;
import polder.api.traffic.Traffic;
import polder.wire.Address;
import polder.wire.Prefix;

/** Filters installed while the appliance runs: what they leave out is not counted, and a sick one harms nobody. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FilterIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int DATAGRAMS = 20;
    private static final long ALL = DATAGRAMS * Netflow5.RECORDS;
    private static final String LUA = "polder.filter.lua-hooks.cfg";
    private static final String WHITELIST = "polder.filter.whitelist-test.cfg";

    private final AtomicLong counted = new AtomicLong();

    @Inject
    BundleContext context;

    @Inject
    FeaturesService features;

    private Inside inside;
    private ServiceRegistration<FlowTap> tap;

    @Configuration
    public Option[] container() {
        return Container.options();
    }

    @Before
    public void listen() throws Exception {
        inside = new Inside(context);
        Await.until("feature polder installed", LIMIT, () -> features.isInstalled(features.getFeature("polder")));
        Await.until("the lane runs", LIMIT, () -> lane().state() == LaneStatus.State.RUNNING);
        Hashtable<String, Object> passing = new Hashtable<>(Map.of(FlowTap.PASSING, true));
        tap = context.registerService(
                FlowTap.class, lane -> flows -> counted.addAndGet(flows.size()), passing);
    }

    @After
    public void clean() throws Exception {
        tap.unregister();
        for (String name : List.of(LUA, WHITELIST)) {
            Files.deleteIfExists(Inside.path("etc", name));
        }
        Await.until("no filter", LIMIT, () -> rows("lua-list").isEmpty() && rows("whitelist-list").isEmpty());
    }

    private LaneStatus lane() throws Exception {
        return inside.service(Lanes.class).lanes().stream()
                .filter(lane -> lane.capture().equals("netflow"))
                .findFirst()
                .orElseThrow();
    }

    private static void cfg(String name, String... lines) throws IOException {
        Path written = Inside.path("written");
        Files.writeString(written, String.join("\n", lines) + "\n");
        Files.move(written, Inside.path("etc", name), StandardCopyOption.ATOMIC_MOVE);
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> rows(String command) throws Exception {
        String printed = inside.run("polder:" + command + " --json");
        return printed.contains("[") ? (List<Map<String, Object>>) Json.parse(printed) : List.of();
    }

    private Map<String, Object> row(String command, String key, String value) throws Exception {
        return rows(command).stream()
                .filter(row -> value.equals(row.get(key)))
                .findFirst()
                .orElse(Map.of());
    }

    private static long number(Map<String, Object> row, String key) {
        return row.get(key) instanceof Number number ? number.longValue() : -1;
    }

    private static void send(String target) throws IOException {
        try (Netflow5 exporter = new Netflow5(Inside.port("netflow"))) {
            for (int i = 0; i < DATAGRAMS; i++) {
                exporter.send(CaptureWriter.address(target), 100);
            }
        }
    }

    @Test
    public void whitelistedTrafficIsNotCountedAndItsHitsAre() throws Exception {
        inside.run("feature:install polder-filter-whitelist");
        cfg(WHITELIST, "remote = 203.0.113.0/28", "rule.dns = source 203.0.113.16/30 protocol udp target.port 53", "never.act = 10.20.0.9");
        Await.until("the list", LIMIT, () -> number(row("whitelist-list", "rule", "remote"), "flows") == 0);
        send("10.20.0.1");
        Await.until("the hits", LIMIT, () -> number(row("whitelist-list", "rule", "remote"), "flows") == DATAGRAMS * 16L);
        Await.until("the rest", LIMIT, () -> counted.get() == DATAGRAMS * 10L);
        assertThat(row("whitelist-list", "rule", "rule.dns"))
                .containsEntry("list", "test")
                .hasEntrySatisfying("flows", flows -> assertThat(((Number) flows).longValue()).isEqualTo(DATAGRAMS * 4L));
        assertThat(lane().filtered()).isEqualTo(DATAGRAMS * 20L);
        assertThat(inside.service(Traffic.class).host(Address.parse("10.20.0.1"))).isPresent();
        cfg(WHITELIST, "remote = 203.0.113.0/24", "never.act = 10.20.0.9");
        Await.until("the change", LIMIT, () -> rows("whitelist-list").size() == 1);
        send("10.20.0.2");
        Await.until("all of it", LIMIT, () -> lane().filtered() == DATAGRAMS * 20L + ALL);
        assertThat(inside.service(Traffic.class).host(Address.parse("10.20.0.2"))).isEmpty();
        cfg(WHITELIST, "remote = 203.0.113.0/33");
        Await.until("the refusal", LIMIT, () -> String.valueOf(
                        row("whitelist-list", "rule", "remote").get("problem"))
                .contains("remote = 203.0.113.0/33 is not accepted"));
        assertThat(context.getServiceReferences(Exemptions.class, null).stream()
                        .map(reference -> context.getService(reference).exempts(Prefix.parse("10.20.0.9"))))
                .contains("etc/" + WHITELIST + ": never.act has 10.20.0.9");
    }

    @Test
    public void aScriptDropsWhatItSaysAndOneThatNeverEndsIsSwitchedOff() throws Exception {
        inside.run("feature:install polder-filter-lua");
        script("""
                local ffi = require("ffi")
                ffi.cdef([[typedef struct __attribute__((packed)) NF5_FLOW { uint8_t source[4]; uint32_t target, hop;
                    uint16_t input, output; uint32_t packets, octets; } NF5_FLOW_t;]])
                function process_netflow(agent, flow)
                    local record = ffi.cast('NF5_FLOW_t*', flow)
                    return agent ~= "127.0.0.1" or record.source[3] >= 7 or record.packets ~= 100
                end
                """);
        cfg(LUA, "script = etc/hooks.lua");
        Await.until("the script", LIMIT, () -> "".equals(function().get("problem")));
        ask();
        script("function process_netflow() while true do end end");
        Await.until("the endless script", LIMIT, () -> {
            send("10.20.0.3");
            return String.valueOf(function().get("problem")).startsWith("switched off: ");
        });
        Await.until("quiet", LIMIT, this::isQuiet);
        long filtered = lane().filtered();
        long then = counted.get();
        send("10.20.0.4");
        Await.until("all flows", LIMIT, () -> counted.get() - then == ALL);
        assertThat(lane().filtered()).isEqualTo(filtered);
        assertThat(inside.service(Traffic.class).host(Address.parse("10.20.0.4"))).isPresent();
        script("function process_netflow() return false end");
        Await.until("the cured script", LIMIT, () -> "".equals(function().get("problem")));
        Await.until("it is asked", LIMIT, () -> {
            long now = lane().filtered();
            send("10.20.0.5");
            return lane().filtered() > now;
        });
    }

    /** Sends until the lane has its script, and then some more. */
    private void ask() throws Exception {
        Await.until("it is asked", LIMIT, () -> {
            send("10.20.0.3");
            return number(function(), "asked") > 0;
        });
        Await.until("quiet", LIMIT, this::isQuiet);
        counted.set(0);
        long filtered = lane().filtered();
        send("10.20.0.3");
        Await.until("all flows", LIMIT, () -> counted.get() + lane().filtered() - filtered == ALL);
        assertThat(counted.get()).isEqualTo(DATAGRAMS * 23L);
    }

    private boolean isQuiet() throws Exception {
        long then = lane().flows();
        return lane().flowsPerSecond() == 0 && lane().flows() == then;
    }

    private Map<String, Object> function() throws Exception {
        return row("lua-list", "function", "process_netflow");
    }

    private static void script(String text) throws IOException {
        Path written = Inside.path("written.lua");
        Files.writeString(written, text);
        Files.move(written, Inside.path("etc", "hooks.lua"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
