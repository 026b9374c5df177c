// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.notify.AttackLine;

/**
 * Writes the steps of attacks as points, which boards show as annotations:
 *
 * <pre>
 * polder_attacks,target=192.0.2.7,group=web,phase=started,level=alert id="...",text="attack started on ...",observed=1i,limit=1i,peak=1i
 * </pre>
 */
final class AttackWriter implements Processor {
    private final InfluxServer server;
    private final Points points = new Points();

    AttackWriter(InfluxKeys keys) {
        server = new InfluxServer(keys);
    }

    @Override
    public synchronized void process(Exchange exchange) throws IOException {
        AttackEvent event = exchange.getMessage().getBody(AttackEvent.class);
        Attack attack = event.attack();
        points.begin(ChronoUnit.NANOS.between(Instant.EPOCH, event.at()));
        points.point(Points.ascii("polder_attacks,target="))
                .text(Points.tag(attack.target().toString()));
        points.text(Points.ascii(",group=")).text(Points.tag(attack.group()));
        points.text(Points.ascii(",phase=" + lower(event.phase()) + ",level=" + lower(attack.level())));
        points.field(Points.ascii("id="), attack.id().toString());
        points.field(Points.ascii("text="), AttackLine.of(event));
        points.field(Points.ascii("observed="), attack.observed(), true);
        points.field(Points.ascii("limit="), attack.limit(), true);
        points.field(Points.ascii("peak="), attack.peak(), true);
        points.end();
        try {
            exchange.setProperty("PolderAnswer", server.write(points.bytes(), 0, points.start(1)));
        } catch (InfluxServer.Refusal e) {
            exchange.setProperty("PolderFinal", e.isFinal());
            throw e;
        }
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
