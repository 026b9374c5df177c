// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import polder.api.attack.AttackEvent;
import polder.api.notify.Digest;

/** Takes a route's events out of its mailbox, on the mailbox's thread, and runs them through the route. */
final class AttacksConsumer extends DefaultConsumer {
    /** A property that a route sets on an event it has no use for. */
    private static final String UNWANTED = "PolderUnwanted";

    /** One that it sets when what has failed will always fail. */
    private static final String FINAL = "PolderFinal";

    /** What the server has answered. */
    private static final String ANSWER = "PolderAnswer";

    private final AttackFilter filter;
    private final Pace pace;
    private final Mailboxes mailboxes;
    private final Delivery delivery = this::deliver;

    AttacksConsumer(Endpoint endpoint, Processor route, AttackFilter filter, Pace pace, Mailboxes mailboxes) {
        super(endpoint, route);
        this.filter = filter;
        this.pace = pace;
        this.mailboxes = mailboxes;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        mailboxes.open(getRouteId(), filter, pace, delivery);
    }

    @Override
    protected void doStop() throws Exception {
        mailboxes.pause(getRouteId(), delivery);
        super.doStop();
    }

    private Receipt deliver(List<AttackEvent> events, boolean test) throws Exception {
        Exchange exchange = createExchange(false);
        fill(exchange.getMessage(), events);
        if (test) {
            exchange.getMessage().setHeader(AttackHeaders.TEST, true);
        }
        try {
            getProcessor().process(exchange);
            Exception failure = exchange.getException();
            if (failure != null) {
                throw exchange.getProperty(FINAL, false, Boolean.class) ? new FinalFailure(failure) : failure;
            }
            return new Receipt(
                    !exchange.getProperty(UNWANTED, false, Boolean.class),
                    exchange.getProperty(ANSWER, "", String.class));
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void fill(Message message, List<AttackEvent> events) {
        if (events.size() == 1) {
            message.setBody(events.get(0));
            AttackHeaders.set(message, events.get(0));
        } else {
            Digest digest = new Digest(events, pace.time());
            message.setBody(digest);
            AttackHeaders.set(message, digest);
        }
    }
}
