// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Gives a mail to the server, and keeps what that has said of each recipient, which Camel's own sender does not. Fails never: what came
 * of it is kept with the mail.
 */
final class SmtpSender extends DefaultJavaMailSender {
    private static final int REFUSED = 500;

    private final Server server;
    private final Session session;

    SmtpSender(Server server) {
        this.server = server;
        session = Loader.within(server::session);
    }

    @Override
    public Session getSession() {
        return session;
    }

    @Override
    public void send(MimeMessage message) {
        Mail mail = (Mail) message;
        mail.ended(Loader.within(() -> deliver(mail)));
    }

    private Outcome deliver(Mail mail) {
        SMTPTransport transport = new SMTPTransport(session, null);
        try {
            boolean known = !server.user().isEmpty();
            mail.saveChanges();
            transport.connect(
                    server.host(),
                    server.port(),
                    known ? server.user() : null,
                    known ? server.password().reveal() : null);
            return deliver(mail, transport);
        } catch (AuthenticationFailedException e) {
            return Outcome.failed(server.name() + " refuses the user " + server.user() + ": " + said(e), false);
        } catch (MessagingException e) {
            return Outcome.failed(server.name() + ": " + said(e), false);
        } catch (IllegalStateException e) {
            return Outcome.failed("password: " + e.getMessage(), false);
        } finally {
            close(transport);
        }
    }

    private static void close(SMTPTransport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            // it has the mail, or has said why not; how it takes our farewell is all the same
            return;
        }
    }

    private Outcome deliver(Mail mail, SMTPTransport transport) throws MessagingException {
        List<InternetAddress> recipients = mail.recipients();
        try {
            transport.sendMessage(mail, recipients.toArray(Address[]::new));
            List<String> all =
                    recipients.stream().map(InternetAddress::getAddress).toList();
            return new Outcome(line(transport.getLastServerResponse()), false, false, all, Map.of(), Map.of());
        } catch (SendFailedException e) {
            return outcome(e);
        }
    }

    /** Some or all recipients did not get it. */
    private Outcome outcome(SendFailedException e) {
        Map<String, String> refused = new LinkedHashMap<>();
        Map<String, String> later = new LinkedHashMap<>();
        for (Exception one = e;
                one != null;
                one = one instanceof MessagingException link ? link.getNextException() : null) {
            if (one instanceof SMTPAddressFailedException failed) {
                (failed.getReturnCode() >= REFUSED ? refused : later)
                        .put(failed.getAddress().getAddress(), line(failed.getMessage()));
            }
        }
        List<String> taken = new ArrayList<>();
        if (e.getValidSentAddresses() != null) {
            for (Address address : e.getValidSentAddresses()) {
                taken.add(((InternetAddress) address).getAddress());
            }
        }
        boolean hopeless = e instanceof SMTPSendFailedException failed
                && failed.getReturnCode() >= REFUSED
                && !failed.getCommand().startsWith("MAIL");
        String answer = taken.isEmpty() && refused.isEmpty() && later.isEmpty() || hopeless
                ? server.name() + ": " + said(e)
                : line(e.getMessage());
        return new Outcome(answer, taken.isEmpty(), hopeless, taken, refused, later);
    }

    /** What went wrong, with what caused it, in one line. */
    private static String said(MessagingException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String first = line(e.getMessage());
        String last = line(cause.getMessage());
        return cause == e || last.isEmpty() || first.contains(last) ? first : first + ": " + last;
    }

    private static String line(@Nullable String text) {
        return text == null ? "" : text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
