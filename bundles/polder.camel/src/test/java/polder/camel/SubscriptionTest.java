// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.AttackEvent.Phase;
import polder.api.config.Settings;
import polder.api.notify.Subscription;

/** What a notifier's cfg says is what its route gets. */
public class SubscriptionTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Test
    public void aRouteGetsTheGroupsPhasesAndDirectionsOfItsCfg() throws Exception {
        Map<String, Object> cfg = new HashMap<>(Map.of("service.pid", "polder.notify.x~noc"));
        cfg.put("groups", "web, dns-2");
        cfg.put("phases", "started, ended");
        cfg.put("directions", "incoming");
        String from = Subscription.ofMessages(new Settings(cfg), "20/1m").from();
        Notifications notifications = new Notifications(
                DefaultCamelContext::new,
                folder.newFolder("data").toPath(),
                Map.of(
                        "service.pid",
                        "polder.camel",
                        "routes.folder",
                        folder.getRoot().toString()));
        try {
            notifications.addNotifier("n", new RouteBuilder() {
                @Override
                public void configure() {
                    from(from)
                            .routeId("r")
                            .process(exchange -> seen.add(exchange.getMessage().getHeader("PolderPhase") + " "
                                    + exchange.getMessage().getHeader("PolderGroup")));
                }
            });
            for (String group : List.of("web", "mail", "dns-2")) {
                notifications.onAttack(Samples.event(Phase.STARTED, "192.0.2.1", group));
                notifications.onAttack(Samples.event(Phase.ONGOING, "192.0.2.1", group));
                notifications.onAttack(Samples.event(Phase.ENDED, "192.0.2.1", group));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (seen.size() < 4 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } finally {
            notifications.stop();
        }
        assertThat(seen).containsExactly("STARTED web", "ENDED web", "STARTED dns-2", "ENDED dns-2");
    }
}
