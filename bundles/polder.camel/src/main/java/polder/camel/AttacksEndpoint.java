// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** {@code from: polder:attacks}: every event of an attack that passes the filter. */
final class AttacksEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {
    private final AttackFilter filter;
    private final @Nullable String rate;
    private final Mailboxes mailboxes;

    /** @param rate of messages, such as {@code 20/1m}; null for as many as there are */
    AttacksEndpoint(String uri, Component component, AttackFilter filter, @Nullable String rate, Mailboxes mailboxes) {
        super(uri, component);
        this.filter = filter;
        this.rate = rate;
        this.mailboxes = mailboxes;
    }

    @Override
    public Consumer createConsumer(Processor route) {
        return new AttacksConsumer(this, route, filter, Pace.of(rate), mailboxes);
    }

    /** Every route has a consumer of its own. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("polder:attacks can be read only (from), not written to");
    }
}
