// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Level;
import polder.api.evidence.AttackEvidence;
import polder.api.notify.Digest;
import polder.api.notify.Subscription;

/** Makes a mail of an event, of its evidence, or of a digest. Made with its route: a template with a fault fails there. */
final class Composer {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();
    /** RFC 5322. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US);

    /** Longer than a line of a header may be at most. */
    private static final int LONGEST_SUBJECT = 250;

    private record Templates(Expression subject, Expression text, @Nullable Expression html) {}

    private final Map<Kind, Templates> templates = new EnumMap<>(Kind.class);
    private final Addresses addresses;
    private final Subscription subscription;
    private final Delivered delivered;
    private final Session session;

    Composer(CamelContext context, MailKeys keys, Delivered delivered, Session session) {
        addresses = keys.addresses();
        subscription = keys.subscription();
        this.delivered = delivered;
        this.session = session;
        keys.texts().forEach((kind, texts) -> templates.put(kind, compile(context, texts)));
    }

    private static Templates compile(CamelContext context, MailKeys.Texts texts) {
        return new Templates(
                template(context, "polder", texts.subject()),
                template(context, "polder", texts.text()),
                texts.html().isEmpty() ? null : template(context, "polder-html", texts.html()));
    }

    private static Expression template(CamelContext context, String language, String text) {
        Expression template = context.resolveLanguage(language).createExpression(text);
        template.init(context);
        return template;
    }

    /** The mail of many events. */
    Mail digest(Exchange exchange, Digest digest) throws MessagingException {
        fill(exchange, MailFields.of(digest));
        StringBuilder all = new StringBuilder();
        digest.events()
                .forEach(event ->
                        all.append(event.attack().id()).append(event.phase()).append(event.at()));
        UUID name = UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8));
        Mail mail = mail(exchange, Kind.DIGEST, id(name + ".digest"), null);
        mail.setHeader("X-Polder-Phase", "DIGEST");
        return mail;
    }

    /** The mail of one event. */
    Mail news(Exchange exchange, AttackEvent event, @Nullable AttackEvidence seen) throws MessagingException {
        Phase step = subscription.step(event);
        Kind kind = Kind.of(step);
        fill(exchange, MailFields.of(event, step, kind, seen));
        return attack(exchange, event, kind, null);
    }

    /** The second mail of an attack, with what was seen of it. */
    Mail details(Exchange exchange, AttackEvent event, @Nullable AttackEvidence seen, @Nullable Frames frames)
            throws MessagingException {
        fill(exchange, MailFields.of(event, subscription.step(event), Kind.DETAILS, seen));
        return attack(exchange, event, Kind.DETAILS, frames);
    }

    private Mail attack(Exchange exchange, AttackEvent event, Kind kind, @Nullable Frames frames)
            throws MessagingException {
        Attack attack = event.attack();
        Phase step = subscription.step(event);
        boolean first = step == Phase.STARTED && kind == Kind.FIRST;
        String thread = id(attack.id().toString());
        Mail mail = mail(exchange, kind, first ? thread : id(attack.id() + "." + name(event, step, kind)), frames);
        if (!first) {
            mail.setHeader("In-Reply-To", thread);
            mail.setHeader("References", thread);
        }
        mail.setHeader("X-Polder-Attack", attack.id().toString());
        mail.setHeader("X-Polder-Phase", kind == Kind.DETAILS ? "DETAILS" : step.name());
        mail.setHeader("X-Polder-Target", attack.target().toString());
        mail.setHeader("X-Polder-Group", attack.group());
        if (first && attack.level() == Level.CRITICAL) {
            mail.setHeader("Importance", "high");
            mail.setHeader("X-Priority", "1");
        }
        return mail;
    }

    private static String name(AttackEvent event, Phase step, Kind kind) {
        return kind == Kind.ONGOING
                ? "ongoing." + event.at().toEpochMilli()
                : (kind == Kind.DETAILS ? kind.name() : step.name()).toLowerCase(Locale.ROOT);
    }

    private String id(String name) {
        return '<' + name + "@" + addresses.domain() + '>';
    }

    /** Gives templates our fields beside those every notifier has. */
    private static void fill(Exchange exchange, Map<String, Object> ours) {
        Map<String, Object> fields = new HashMap<>();
        Map<?, ?> usual = exchange.getMessage().getBody(Map.class);
        if (usual != null) {
            usual.forEach((name, value) -> fields.put(String.valueOf(name), value));
        }
        fields.putAll(ours);
        exchange.getMessage().setBody(fields);
    }

    private Mail mail(Exchange exchange, Kind kind, String id, @Nullable Frames frames) throws MessagingException {
        Templates texts = Objects.requireNonNull(templates.get(kind));
        Mail mail = new Mail(session, id, delivered.left(id, addresses.recipients()));
        mail.setFrom(addresses.from().get(0));
        recipients(mail, Message.RecipientType.TO, addresses.to());
        recipients(mail, Message.RecipientType.CC, addresses.cc());
        if (!addresses.replyTo().isEmpty()) {
            mail.setReplyTo(addresses.replyTo().toArray(InternetAddress[]::new));
        }
        mail.setSubject(line(evaluate(texts.subject(), exchange)), UTF_8);
        mail.setHeader("Date", DATE.format(ZonedDateTime.now(ZoneId.systemDefault())));
        // RFC 3834: nobody's absence is to be told to a machine. The second is for Exchange
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setHeader("X-Auto-Response-Suppress", "All");
        body(mail, evaluate(texts.text(), exchange), html(texts, exchange), frames);
        return mail;
    }

    private static void recipients(Mail mail, Message.RecipientType type, List<InternetAddress> some)
            throws MessagingException {
        if (!some.isEmpty()) {
            mail.setRecipients(type, some.toArray(InternetAddress[]::new));
        }
    }

    private static String html(Templates texts, Exchange exchange) {
        Expression html = texts.html();
        return html == null ? "" : evaluate(html, exchange);
    }

    private static String evaluate(Expression template, Exchange exchange) {
        String text = template.evaluate(exchange, String.class);
        return text == null ? "" : text;
    }

    /** What somebody has written as a reason may have lines; a subject has one. */
    private static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST_SUBJECT ? line : line.substring(0, LONGEST_SUBJECT);
    }

    private static void body(Mail mail, String text, String html, @Nullable Frames frames) throws MessagingException {
        if (html.isEmpty() && frames == null) {
            mail.setText(text, UTF_8);
            return;
        }
        MimeMultipart alternative = new MimeMultipart("alternative");
        alternative.addBodyPart(part(text, "plain"));
        if (!html.isEmpty()) {
            alternative.addBodyPart(part(html, "html"));
        }
        if (frames == null) {
            mail.setContent(alternative);
            return;
        }
        MimeBodyPart texts = new MimeBodyPart();
        texts.setContent(alternative);
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new DataHandler(new ByteArrayDataSource(frames.bytes(), "application/x-pcapng")));
        file.setFileName(frames.name());
        file.setDisposition(Part.ATTACHMENT);
        MimeMultipart mixed = new MimeMultipart("mixed");
        mixed.addBodyPart(texts);
        mixed.addBodyPart(file);
        mail.setContent(mixed);
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF_8, subtype);
        return part;
    }
}
