// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attacks;
import polder.api.config.Quantity;
import polder.wire.Address;

/**
 * {@code to: polder:ban}: bans the host named by the header {@code PolderTarget} by hand, as {@code polder:ban} does. The header
 * {@code PolderId} then is the ban's id. It fails when the host is banned already or may not be.
 */
final class BanEndpoint extends DefaultEndpoint {
    private final Duration time;
    private final String reason;
    private final Supplier<@Nullable Attacks> attacks;

    /**
     * @param time of the ban, null for until it is released
     * @param reason null for one that says where it comes from
     */
    BanEndpoint(
            String uri,
            Component component,
            @Nullable String time,
            @Nullable String reason,
            Supplier<@Nullable Attacks> attacks) {
        super(uri, component);
        this.time = time == null ? Duration.ZERO : Quantity.duration(time);
        this.reason = reason == null ? "banned by a route" : reason;
        this.attacks = attacks;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                ban(exchange.getMessage());
            }
        };
    }

    private void ban(Message message) {
        Attacks service = attacks.get();
        if (service == null) {
            throw new IllegalStateException("polder.attack is not running");
        }
        String target = message.getHeader(AttackHeaders.TARGET, String.class);
        if (target == null) {
            throw new IllegalArgumentException("polder:ban needs the header PolderTarget, an IP address");
        }
        message.setHeader(
                AttackHeaders.ID,
                service.ban(Address.parse(target.strip()), time, reason).id().toString());
    }

    @Override
    public Consumer createConsumer(Processor route) {
        throw new UnsupportedOperationException("polder:ban can be written to only (to), not read");
    }
}
