// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.itests.Operator.number;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** Filters installed while the appliance runs: what they leave out is not counted, and a sick one harms nobody. */
public class FilterIT {
    /** Counters that have not moved for so long have nothing on its way to them. */
    private static final long QUIET = 1_500_000_000L;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int DATAGRAMS = 20;
    private static final long ALL = DATAGRAMS * Netflow5.RECORDS;
    private static final String WHITELIST = "polder.filter.whitelist-test.cfg";
    private static final String DROPPING =
            """
            local ffi = require("ffi")
            ffi.cdef([[typedef struct __attribute__((packed)) NF5_FLOW { uint8_t source[4]; uint32_t target, hop;
                uint16_t input, output; uint32_t packets, octets; } NF5_FLOW_t;]])
            function process_netflow(agent, flow)
                local record = ffi.cast('NF5_FLOW_t*', flow)
                return agent ~= "127.0.0.1" or record.source[3] >= 7 or record.packets ~= 100
            end
            """;

    private static Operator operator;

    private long counted;
    private long filtered;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("filter").start();
        for (String feature : new String[] {"polder-filter-whitelist", "polder-filter-lua"}) {
            operator.console("feature:install " + feature);
        }
        assertThat(operator.console("bundle:list -t 0 -s")).contains("polder.filter.whitelist", "polder.filter.lua");
        operator.expectNoStackTrace();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    @Before
    public void remember() throws Exception {
        long[] last = {-1, 0};
        Await.until("nothing under way", LIMIT, () -> {
            long sum = counted() + filtered();
            if (sum != last[0]) {
                last[0] = sum;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > QUIET;
        });
        counted = counted();
        filtered = filtered();
    }

    private static long counted() throws Exception {
        return operator.counter("flows");
    }

    private static long filtered() throws Exception {
        return number(operator.lane("netflow"), "filtered");
    }

    /** Waits until so many more flows are counted and left out. */
    private void expect(long more, long leftOut) throws Exception {
        Await.until(
                more + " counted, " + leftOut + " left out",
                LIMIT,
                () -> counted() - counted == more && filtered() - filtered == leftOut);
    }

    private static Map<String, Object> row(String command, String key, String value) throws Exception {
        return operator.list(command).stream()
                .filter(row -> value.equals(row.get(key)))
                .findFirst()
                .orElse(Map.of());
    }

    private static String problem(Map<String, Object> row) {
        return String.valueOf(row.get("problem"));
    }

    private static void send(String target) throws IOException {
        try (Netflow5 exporter = new Netflow5(operator.port("netflow"))) {
            for (int i = 0; i < DATAGRAMS; i++) {
                exporter.send(CaptureWriter.address(target), 100);
            }
        }
    }

    private static boolean isHost(String address) throws Exception {
        return operator.list("host-list", "--most", "100").stream()
                .anyMatch(host -> address.equals(host.get("address")));
    }

    @Test
    public void whitelistedTrafficIsNotCountedAndItsHitsAre() throws Exception {
        operator.cfg(
                WHITELIST, "remote = 203.0.113.0/28", "rule.dns = source 203.0.113.16/30 protocol udp target.port 53");
        Await.until("the list", LIMIT, () -> "test"
                .equals(row("whitelist-list", "rule", "remote").get("list")));
        awaitLeavingOut();
        remember();
        long flows = number(row("whitelist-list", "rule", "remote"), "flows");
        long packets = number(row("whitelist-list", "rule", "rule.dns"), "packets");
        send("10.20.0.1");
        expect(DATAGRAMS * 10, DATAGRAMS * 20);
        assertThat(number(row("whitelist-list", "rule", "remote"), "flows") - flows)
                .isEqualTo(DATAGRAMS * 16);
        assertThat(number(row("whitelist-list", "rule", "rule.dns"), "packets") - packets)
                .isEqualTo(DATAGRAMS * 4 * 100);
        operator.cfg(WHITELIST, "remote = 203.0.113.0/24");
        Await.until("the change", LIMIT, () -> operator.list("whitelist-list").size() == 1);
        send("10.20.0.2");
        expect(DATAGRAMS * 10, DATAGRAMS * 20 + ALL);
        Await.until("the other host", LIMIT, () -> isHost("10.20.0.1"));
        assertThat(isHost("10.20.0.2")).isFalse();
        operator.cfg(WHITELIST, "remote = 203.0.113.0/33");
        Await.until("the refusal", LIMIT, () -> problem(row("whitelist-list", "rule", "remote"))
                .contains("remote = 203.0.113.0/33 is not accepted"));
        operator.remove(WHITELIST);
        Await.until("no list", LIMIT, () -> operator.list("whitelist-list").isEmpty());
    }

    @Test
    public void aScriptDropsWhatItSaysAndOneThatNeverEndsIsSwitchedOff() throws Exception {
        script(DROPPING);
        operator.cfg("polder.filter.lua-hooks.cfg", "script = etc/hooks.lua");
        Await.until("the script", LIMIT, () -> "".equals(problem(function())));
        awaitLeavingOut();
        remember();
        send("10.20.0.3");
        expect(DATAGRAMS * 23, DATAGRAMS * 7);
        int said = operator.log().size();
        script("function process_netflow() while true do end end");
        Await.until("the endless script is off", LIMIT, () -> {
            send("10.20.0.4");
            return problem(function()).startsWith("switched off: ");
        });
        operator.awaitLog(said, "ERROR", "etc/polder.filter.lua-hooks.cfg: the script is switched off after 10 faults");
        remember();
        send("10.20.0.5");
        expect(ALL, 0);
        script("function process_netflow() return false end");
        Await.until("the cured script", LIMIT, () -> "".equals(problem(function())));
        awaitLeavingOut();
        operator.expectNoStackTrace();
        System.out.printf("it: %s%n", operator.polder("lua-list").output());
        operator.remove("polder.filter.lua-hooks.cfg");
        Await.until("no script", LIMIT, () -> operator.list("lua-list").isEmpty());
    }

    /** The lane has its script a moment after it was loaded. */
    private static void awaitLeavingOut() throws Exception {
        long before = filtered();
        Await.until("the lane asks the filter", LIMIT, () -> {
            send("10.20.0.3");
            return filtered() > before;
        });
    }

    private static Map<String, Object> function() throws Exception {
        return row("lua-list", "function", "process_netflow");
    }

    private static void script(String text) throws IOException {
        Files.writeString(operator.path("etc", "hooks.lua"), text);
    }
}
