// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.Outbox;
import polder.api.traffic.WindowRoutes;

public class WindowRoutesTest {
    private final KarafShell shell = KarafShell.withFakes(new Fakes());

    public WindowRoutesTest() {
        shell.put(Outbox.class, new NoOutbox());
        shell.put(WindowRoutes.class, new WindowRoutes() {
            @Override
            public List<Route> routes() {
                return List.of(route("graphite-noc", 3, 0, "carbon is away"), route("influxdb-noc", 0, 7, ""));
            }

            @Override
            public String test(String route) throws IOException {
                if (route.equals("polder.notify.influxdb-noc")) {
                    return "HTTP 204";
                }
                throw new IOException("carbon is away");
            }
        });
    }

    private static WindowRoutes.Route route(String name, long failed, long lost, String failure) {
        return new WindowRoutes.Route(
                "polder.notify." + name, "polder:windows", Duration.ofSeconds(1), true, 5, failed, lost, failure, null);
    }

    @After
    public void close() {
        shell.close();
    }

    @Test
    public void aTestGoesToTheRoutesOfTheTrafficToo() throws Exception {
        assertThat(shell.run("polder:notify-test influxdb-noc")).contains("polder.notify.influxdb-noc", "HTTP 204");
        assertThatThrownBy(() -> shell.run("polder:notify-test graphite-noc"))
                .hasMessage("polder.notify.graphite-noc failed: carbon is away");
    }

    @Test
    public void statusRemarksWhatIsLost() throws Exception {
        assertThat(shell.run("polder:status"))
                .contains(
                        "route polder.notify.graphite-noc has failed at 3 snapshots of the traffic: carbon is away",
                        "route polder.notify.influxdb-noc has lost 7 snapshots of the traffic, it is too slow");
    }

    @Test
    public void theStatusServiceSaysWhatTheCommandSays() {
        StatusService service = new StatusService(shell.context());
        Map<String, Object> status = service.status();
        assertThat(status).containsKeys("ok", "uptime_seconds", "packets_per_second", "counters", "listeners");
        assertThat(status.get("ok")).isInstanceOf(Boolean.class);
        assertThat(status.get("hosts")).isInstanceOf(Long.class);
        assertThat((List<?>) status.get("problems")).isNotEmpty();
    }

    private static final class NoOutbox implements Outbox {
        @Override
        public List<Route> routes() {
            return List.of();
        }

        @Override
        public List<Dead> dead() {
            return List.of();
        }

        @Override
        public long forgotten() {
            return 0;
        }

        @Override
        public int retry(String name) {
            return -1;
        }

        @Override
        public String test(String route) {
            return "";
        }
    }
}
