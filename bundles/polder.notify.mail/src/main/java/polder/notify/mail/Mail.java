// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mail on its way, and what became of it. Used by one thread. */
final class Mail extends MimeMessage {
    private final String id;
    private final List<InternetAddress> recipients;
    private @Nullable Outcome outcome;

    /**
     * @param id of the message, the same each time it is tried
     * @param recipients who are still to get it
     */
    Mail(Session session, String id, List<InternetAddress> recipients) {
        super(session);
        this.id = id;
        this.recipients = recipients;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    String id() {
        return id;
    }

    List<InternetAddress> recipients() {
        return recipients;
    }

    void ended(Outcome how) {
        outcome = how;
    }

    Outcome outcome() {
        return outcome == null ? Outcome.failed("it was not sent", false) : outcome;
    }
}
