// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.json.JsonObject;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Outbox;
import polder.api.traffic.WindowRoutes;

public class OutboxCommandsTest {
    private final Fakes fakes = new Fakes();
    private final KarafShell shell = KarafShell.withFakes(fakes);
    private final List<String> retried = new ArrayList<>();
    private List<Outbox.Route> routes = List.of(
            new Outbox.Route("polder.notify.log", true, 0, null, 0, "", null, 7, 0, 0, 0),
            new Outbox.Route(
                    "polder.notify.script-noc",
                    true,
                    12,
                    Instant.now().minusSeconds(300),
                    9,
                    "/x.sh ended with exit code 3: no room",
                    Instant.now().plusSeconds(45),
                    3,
                    20,
                    1,
                    4));
    private List<Outbox.Dead> dead = List.of(new Outbox.Dead(
            "17",
            "polder.notify.script-noc",
            new AttackEvent(Phase.STARTED, fakes.active.get(0), Instant.parse("2026-03-01T12:00:00Z")),
            Instant.parse("2026-03-01T12:00:00Z"),
            Instant.parse("2026-03-02T12:00:00Z"),
            1440,
            "no room"));

    public OutboxCommandsTest() {
        shell.put(Outbox.class, new Outbox() {
            @Override
            public List<Route> routes() {
                return routes;
            }

            @Override
            public List<Dead> dead() {
                return dead;
            }

            @Override
            public long forgotten() {
                return 5;
            }

            @Override
            public int retry(String name) {
                retried.add(name);
                return name.equals("nobody") ? -1 : 12;
            }

            @Override
            public String test(String route) throws IOException {
                if (route.equals("polder.notify.log")) {
                    return "";
                }
                throw new IOException("550 no such user");
            }
        });
    }

    @After
    public void close() {
        shell.close();
    }

    @Test
    public void routesAreListedWithWhatWaitsForThem() throws Exception {
        assertThat(shell.run("polder:outbox-list"))
                .contains(
                        "polder.notify.log",
                        "well",
                        "polder.notify.script-noc",
                        "failing",
                        "5m ago",
                        "in 4",
                        "exit code 3");
        JsonObject route = shell.array("polder:outbox-list --json").getJsonObject(1);
        assertThat(route.keySet())
                .containsExactly(
                        "route",
                        "present",
                        "waiting",
                        "oldest",
                        "tries",
                        "next",
                        "taken",
                        "failed",
                        "dropped",
                        "overtaken",
                        "failure");
        assertThat(route.getInt("waiting")).isEqualTo(12);
        assertThat(shell.array("polder:outbox-list --json").getJsonObject(0).isNull("oldest"))
                .isTrue();
    }

    @Test
    public void theDeadAreListed() throws Exception {
        assertThat(shell.run("polder:outbox-list --dead")).contains("17", "10.0.0.1", "started", "1.44k", "no room");
        JsonObject one = shell.array("polder:outbox-list --dead --json").getJsonObject(0);
        assertThat(one.keySet())
                .containsExactly(
                        "id", "route", "target", "phase", "action", "at", "died", "tries", "attack", "since",
                        "failure");
        assertThat(one.getString("attack")).isEqualTo(Fakes.ID.toString());
        dead = List.of();
        assertThat(shell.run("polder:outbox-list --dead")).contains("No event was given up.");
    }

    @Test
    public void aRetryIsOfARouteAnEventOrAll() throws Exception {
        assertThat(shell.run("polder:outbox-retry polder.notify.script-noc")).contains("Tried now", "12");
        shell.run("polder:outbox-retry 17");
        assertThat(shell.run("polder:outbox-retry --json")).contains("\"events\"", "12");
        assertThat(retried).containsExactly("polder.notify.script-noc", "17", "");
        assertThatThrownBy(() -> shell.run("polder:outbox-retry nobody"))
                .hasMessage("there is no route and no event given up called nobody; see polder:outbox-list");
    }

    @Test
    public void aTestSaysWhatTheServerAnsweredOrWhatWentWrong() throws Exception {
        assertThat(shell.run("polder:notify-test log")).contains("polder.notify.log", "no failure");
        assertThatThrownBy(() -> shell.run("polder:notify-test script-noc"))
                .hasMessage("polder.notify.script-noc failed: 550 no such user");
        assertThatThrownBy(() -> shell.run("polder:notify-test nobody"))
                .hasMessage("there is no route nobody; see polder:route-list");
    }

    @Test
    public void routesOfAttacksAndOfTheTrafficAreListedTogether() throws Exception {
        shell.put(WindowRoutes.class, new WindowRoutes() {
            @Override
            public List<Route> routes() {
                return List.of(new Route(
                        "polder.notify.graphite-a", "polder:windows", Duration.ofSeconds(1), true, 60, 2, 1, "", null));
            }

            @Override
            public String test(String route) {
                return "12 lines";
            }
        });
        assertThat(shell.run("polder:route-list"))
                .contains("polder.notify.graphite-a", "polder:windows", "polder.notify.script-noc", "polder:attacks");
        JsonObject route = shell.array("polder:route-list --json").getJsonObject(0);
        assertThat(route.keySet())
                .containsExactly("route", "from", "state", "waiting", "taken", "failed", "lost", "failure");
        assertThat(route.getInt("lost")).isEqualTo(1);
        assertThat(shell.run("polder:notify-test graphite-a")).contains("12 lines");
    }

    @Test
    public void statusRemarksWhatHasWaitedForLong() throws Exception {
        assertThat(shell.run("polder:status"))
                .contains(
                        "route polder.notify.script-noc has not taken 12 events, the oldest came 5m ago: /x.sh ended",
                        "1 events were given up, as their routes did not take them; 5 before them are forgotten");
        routes = routes.subList(0, 1);
        dead = List.of();
        assertThat(shell.run("polder:status")).doesNotContain("has not taken", "given up");
    }

    @Test
    public void withoutTheBundleTheCommandsSayWhatIsMissing() {
        try (KarafShell without = KarafShell.withFakes(new Fakes())) {
            assertThatThrownBy(() -> without.run("polder:outbox-list"))
                    .hasMessageContaining("nobody is notified at the moment: bundle polder.camel");
        }
    }
}
