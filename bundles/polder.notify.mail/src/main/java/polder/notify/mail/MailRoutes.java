// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.AttackEvent;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;
import polder.api.notify.Digest;

/** The routes of one notifier, with its keys as they were when they were made: one for what happens, one for the second mail of an attack. */
final class MailRoutes extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.mail");

    private final MailKeys keys;
    private final Supplier<@Nullable Evidence> evidence;
    private final Delivered delivered;
    private final String name;

    MailRoutes(MailKeys keys, Supplier<@Nullable Evidence> evidence, Delivered delivered) {
        this.keys = keys;
        this.evidence = evidence;
        this.delivered = delivered;
        name = "polder.notify.mail-" + keys.instance();
    }

    @Override
    public void configure() {
        SmtpSender sender = new SmtpSender(keys.server());
        Composer composer = new Composer(getContext(), keys, delivered, sender.getSession());
        from(keys.subscription().from())
                .routeId(name)
                .process(exchange -> news(exchange, composer))
                .to(smtp(sender))
                .process(this::settle);
        String starts = keys.subscription().fromStarts();
        if (keys.details() && !starts.isEmpty()) {
            String second = name + "/details";
            Details details = new Details(evidence, () -> isEnding(second));
            from(starts)
                    .routeId(second)
                    .process(exchange -> second(exchange, composer, details))
                    .filter(exchange -> exchange.getMessage().getBody() instanceof Mail)
                    .to(smtp(sender))
                    .process(this::settle);
        }
    }

    /** Not one of those the context keeps by their URI: two notifiers may use one server. */
    private MailEndpoint smtp(SmtpSender sender) {
        MailConfiguration configuration = new MailConfiguration(getContext());
        configuration.configureProtocol("smtp");
        configuration.setHost(keys.server().host());
        configuration.setPort(keys.server().port());
        configuration.setJavaMailSender(sender);
        String uri = "smtp://" + keys.server().name() + "?" + name;
        MailEndpoint endpoint =
                new MailEndpoint(uri, getContext().getComponent("smtp", MailComponent.class), configuration);
        endpoint.setCamelContext(getContext());
        return endpoint;
    }

    private boolean isEnding(String route) {
        Route made = getContext().getRoute(route);
        return made == null || made.getConsumer() instanceof StatefulService service && !service.isRunAllowed();
    }

    private void news(Exchange exchange, Composer composer) throws MessagingException {
        Object body = exchange.getMessage().getBody();
        if (body instanceof Digest digest) {
            exchange.getMessage().setBody(composer.digest(exchange, digest));
            return;
        }
        AttackEvent event = (AttackEvent) body;
        Evidence keeper = evidence.get();
        AttackEvidence seen = keeper == null ? null : keeper.of(event.attack()).orElse(null);
        exchange.getMessage().setBody(composer.news(exchange, event, seen));
    }

    /** Of many attacks the first mail has told all there is to tell in one mail. */
    private void second(Exchange exchange, Composer composer, Details details)
            throws MessagingException, InterruptedException {
        boolean test = exchange.getMessage().getHeader("PolderTest", false, Boolean.class);
        if (exchange.getMessage().getBody() instanceof AttackEvent event) {
            AttackEvidence seen = test ? null : details.await(event.attack());
            if (seen != null || test) {
                Frames frames = seen == null ? null : details.frames(seen, keys.pcap());
                exchange.getMessage().setBody(composer.details(exchange, event, seen, frames));
                return;
            }
        }
        exchange.setProperty("PolderUnwanted", true);
    }

    private void settle(Exchange exchange) throws MessagingException {
        Mail mail = exchange.getMessage().getBody(Mail.class);
        Outcome outcome = mail.outcome();
        boolean begun = delivered.isBegun(mail.id()) || !outcome.failed();
        if (!outcome.later().isEmpty() && begun) {
            delivered.begun(mail.id(), outcome);
            throw new MessagingException("not yet taken for " + words(outcome.later()));
        }
        boolean refused = !outcome.refused().isEmpty() && outcome.later().isEmpty();
        if (begun && (refused || !outcome.failed())) {
            delivered.ended(mail.id());
            told(exchange, outcome);
            return;
        }
        exchange.setProperty("PolderFinal", outcome.hopeless() || refused);
        throw new MessagingException(
                outcome.hopeless()
                                || outcome.refused().isEmpty()
                                        && outcome.later().isEmpty()
                        ? outcome.answer()
                        : words(outcome.refused()) + words(outcome.later()));
    }

    private void told(Exchange exchange, Outcome outcome) {
        String refused = words(outcome.refused());
        exchange.setProperty(
                "PolderAnswer", outcome.answer() + (refused.isEmpty() ? "" : "; but it was refused for " + refused));
        if (!refused.isEmpty()) {
            LOG.warn("{}: others got the mail, but it was refused for {}", name, refused);
        }
    }

    private static String words(Map<String, String> recipients) {
        List<String> words = new ArrayList<>();
        recipients.forEach((address, said) -> words.add(address + ": " + said));
        return String.join("; ", words);
    }
}
