// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import polder.api.attack.AttackEvent;

/** Takes a route's events out of its mailbox, on the mailbox's thread, and runs them through the route. */
final class AttacksConsumer extends DefaultConsumer {
    /** A property that a route sets on an event it has no use for. */
    private static final String UNWANTED = "PolderUnwanted";

    private final AttackFilter filter;
    private final Mailboxes mailboxes;
    private final Delivery delivery = this::deliver;

    AttacksConsumer(Endpoint endpoint, Processor route, AttackFilter filter, Mailboxes mailboxes) {
        super(endpoint, route);
        this.filter = filter;
        this.mailboxes = mailboxes;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        mailboxes.open(getRouteId(), filter, delivery);
    }

    @Override
    protected void doStop() throws Exception {
        mailboxes.pause(getRouteId(), delivery);
        super.doStop();
    }

    private boolean deliver(AttackEvent event) throws Exception {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(event);
        AttackHeaders.set(exchange.getMessage(), event);
        try {
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            return !Boolean.TRUE.equals(exchange.getProperty(UNWANTED));
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
