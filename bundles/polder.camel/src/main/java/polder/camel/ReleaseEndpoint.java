// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.UUID;
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
import polder.api.attack.Attack;
import polder.api.attack.Attacks;

/**
 * {@code to: polder:release}: ends the attack named by the header {@code PolderId}, or every attack on the target named by
 * {@code PolderTarget}. The header {@code PolderReleased} then says how many were ended.
 */
final class ReleaseEndpoint extends DefaultEndpoint {
    private final String reason;
    private final Supplier<@Nullable Attacks> attacks;

    ReleaseEndpoint(String uri, Component component, String reason, Supplier<@Nullable Attacks> attacks) {
        super(uri, component);
        this.reason = reason;
        this.attacks = attacks;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                Message message = exchange.getMessage();
                message.setHeader("PolderReleased", release(message));
            }
        };
    }

    private int release(Message message) {
        Attacks service = attacks.get();
        if (service == null) {
            throw new IllegalStateException("polder.attack is not running");
        }
        String id = message.getHeader(AttackHeaders.ID, String.class);
        String target = message.getHeader(AttackHeaders.TARGET, String.class);
        if (id != null) {
            return service.release(UUID.fromString(id), reason).isPresent() ? 1 : 0;
        }
        if (target == null) {
            throw new IllegalArgumentException("polder:release needs the header PolderId or PolderTarget");
        }
        return (int) service.active().stream()
                .filter(attack -> attack.target().toString().equals(target))
                .map(Attack::id)
                .filter(found -> service.release(found, reason).isPresent())
                .count();
    }

    @Override
    public Consumer createConsumer(Processor route) {
        throw new UnsupportedOperationException("polder:release can be written to only (to), not read");
    }
}
