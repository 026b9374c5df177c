// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.notify.Digest;
import polder.api.testing.Postfix;

/** Mails as a real server takes them and delivers them. */
public class MailServerTest {
    @ClassRule
    public static final TemporaryFolder FOLDER =
            new TemporaryFolder(Path.of("/tmp").toFile());

    private static Postfix postfix;

    private int noc;
    private int ops;

    @SuppressWarnings("NullAway.Init")
    private Sent sent;

    @BeforeClass
    public static void startServer() throws Exception {
        String missing = Postfix.missing();
        if (!missing.isEmpty()) {
            System.out.println("MailServerTest is left out: " + missing);
        }
        Assume.assumeTrue(missing.isEmpty());
        postfix = Postfix.start(FOLDER.getRoot().toPath());
    }

    @AfterClass
    public static void stopServer() throws Exception {
        if (postfix != null) {
            postfix.close();
        }
    }

    @Before
    public void look() throws Exception {
        postfix.settle();
        noc = postfix.mails("noc").size();
        ops = postfix.mails("ops").size();
        postfix.accepts(Map.of());
    }

    @After
    public void stop() {
        if (sent != null) {
            sent.close();
        }
    }

    private static Map<String, Object> keys(String... more) {
        Map<String, Object> keys = new HashMap<>(Map.of(
                "service.pid",
                "polder.notify.mail~noc",
                "server",
                "localhost",
                "port",
                Integer.toString(postfix.starttls),
                "tls.ca",
                postfix.authority().toString(),
                "user",
                Postfix.USER,
                "password",
                Postfix.PASSWORD,
                "from",
                "Polder <polder@example.net>",
                "to",
                "NOC <noc@example.net>"));
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        return keys;
    }

    private MailNotifier notifier(String... more) throws Exception {
        MailNotifier notifier = new MailNotifier(keys(more));
        sent = new Sent(notifier);
        return notifier;
    }

    private Exchange give(Object body) throws Exception {
        return sent.give("polder.notify.mail-noc", body);
    }

    private static MimeMessage parse(String mail) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** The header below those the server has put on top. */
    private static String header(String mail, String name) {
        return mail.substring(0, mail.indexOf("\n\n"))
                .replaceAll("\n[ \t]+", " ")
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .findFirst()
                .map(line -> line.substring(name.length() + 2))
                .orElse("");
    }

    private String arrived(int which) throws Exception {
        return postfix.mails("noc", noc + which).get(noc + which - 1);
    }

    private static void expectTaken(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getProperty("PolderAnswer", String.class)).matches("250 2\\.0\\.0 Ok: queued as \\w+");
    }

    @Test
    public void theFirstMailIsThatOfFastNetMonsReadmeByteForByte() throws Exception {
        MailNotifier notifier = notifier(
                "format", "text", "text", "{{fastnetmon_summary}}{{fastnetmon_flows}}", "cc", "ops@example.net");
        notifier.evidence = Samples.keeper(Samples.evidence(false, 0), Path.of("/none"));
        expectTaken(give(Samples.event(Phase.STARTED)));
        String mail = arrived(1);
        assertThat(header(mail, "Subject"))
                .isEqualTo("Polder: IP 203.0.113.7 blocked because incoming attack with power 104000 pps");
        assertThat(mail.substring(mail.indexOf("\n\n") + 2))
                .isEqualTo(String.join(
                        "\n",
                        "IP: 203.0.113.7",
                        "Initial attack power: 104000 packets per second",
                        "Peak attack power: 110000 packets per second",
                        "Attack direction: incoming",
                        "Incoming traffic: 849 mbps",
                        "Outgoing traffic: 1 mbps",
                        "Incoming pps: 104000 packets per second",
                        "Outgoing pps: 120 packets per second",
                        "Incoming flows: 16",
                        "Outgoing flows: 0",
                        "Incoming",
                        "",
                        "UDP",
                        "203.0.113.7:33611 < 198.51.100.1:53 729021 bytes 5927 packets",
                        "203.0.113.7:33612 < 198.51.100.1:53 231609 bytes 1883 packets",
                        "",
                        "",
                        "Outgoing",
                        "",
                        "UDP",
                        "203.0.113.7:33611 > 198.51.100.1:53 531309 bytes 6107 packets",
                        "",
                        ""));
        expectHeaders(mail);
        assertThat(postfix.mails("ops", ops + 1).get(ops)).contains("IP: 203.0.113.7\n");
    }

    private static void expectHeaders(String mail) {
        assertThat(header(mail, "From")).isEqualTo("Polder <polder@example.net>");
        assertThat(header(mail, "To")).isEqualTo("NOC <noc@example.net>");
        assertThat(header(mail, "Cc")).isEqualTo("ops@example.net");
        assertThat(header(mail, "Message-ID")).isEqualTo("<0b7f0000-0000-4000-8000-000000000001@example.net>");
        assertThat(header(mail, "Auto-Submitted")).isEqualTo("auto-generated");
        assertThat(header(mail, "X-Polder-Phase")).isEqualTo("STARTED");
        assertThat(header(mail, "Importance")).isEqualTo("high");
        assertThat(header(mail, "Received")).contains("using TLSv1.3").contains("with ESMTPSA");
    }

    @Test
    public void theSecondMailHasThePacketsAndTheFramesAndFollowsTheFirst() throws Exception {
        Path file = FOLDER.newFile("frames.pcapng").toPath();
        byte[] frames = FramesTest.pcapng(3);
        Files.write(file, frames);
        MailNotifier notifier = notifier("attach.pcap", "on");
        notifier.evidence = Samples.keeper(Samples.evidence(true, 3), file);
        expectTaken(sent.give("polder.notify.mail-noc/details", Samples.event(Phase.STARTED)));
        String mail = arrived(1);
        assertThat(header(mail, "Subject"))
                .isEqualTo("Polder: IP 203.0.113.7 blocked because incoming attack with power 104000 pps");
        assertThat(header(mail, "Message-ID")).isEqualTo("<0b7f0000-0000-4000-8000-000000000001.details@example.net>");
        assertThat(header(mail, "References")).isEqualTo("<0b7f0000-0000-4000-8000-000000000001@example.net>");
        assertThat(header(mail, "In-Reply-To")).isEqualTo(header(mail, "References"));
        Multipart mixed = (Multipart) parse(mail).getContent();
        Multipart texts = (Multipart) mixed.getBodyPart(0).getContent();
        assertThat(texts.getContentType()).startsWith("multipart/alternative");
        assertThat(texts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"))
                .startsWith(String.join(
                        "\n",
                        "IP: 203.0.113.7",
                        "2026-03-01 12:00:00.000005 198.51.100.1:53 > 203.0.113.7:4444 protocol: udp flags:  size: 123 bytes",
                        "2026-03-01 12:00:00.000005 203.0.113.7:80 > 198.51.100.1:1024 protocol: tcp flags: syn,ack size: 180 bytes",
                        "",
                        "Reason: 104 kpps in, limit 20 kpps"))
                .contains("\nSources\n  97%  198.51.100.1  (30.0k packets)\n");
        assertThat(texts.getBodyPart(1).getContent().toString()).contains("DNS amplification", "<pre");
        BodyPart attached = mixed.getBodyPart(1);
        assertThat(attached.getFileName()).isEqualTo("203.0.113.7.pcapng");
        assertThat(attached.getInputStream().readAllBytes()).isEqualTo(frames);
    }

    @Test
    public void theEndFollowsTooAndSaysThatItIsTheEnd() throws Exception {
        notifier();
        expectTaken(give(Samples.event(Phase.ENDED)));
        String mail = arrived(1);
        assertThat(header(mail, "Subject"))
                .isEqualTo("Polder: IP 203.0.113.7 unblocked because incoming attack with power 104000 pps is over");
        assertThat(header(mail, "References")).isEqualTo("<0b7f0000-0000-4000-8000-000000000001@example.net>");
        assertThat(mail).contains("over after 1m30s");
    }

    @Test
    public void theSameOverTlsFromTheBeginningAndOverNoTlsAtAll() throws Exception {
        notifier("tls", "on", "port", Integer.toString(postfix.tls));
        expectTaken(give(Samples.event(Phase.STARTED)));
        sent.close();
        notifier("tls", "off", "port", Integer.toString(postfix.plain), "user", "", "password", "", "tls.ca", "");
        expectTaken(give(Samples.event(Phase.STARTED)));
        assertThat(header(arrived(1), "Received")).contains("TLSv1.3");
        assertThat(header(arrived(2), "Received")).doesNotContain("TLS");
    }

    @Test
    public void aServerOfAnUnknownAuthorityOrAnotherNameGetsNoPassword() throws Exception {
        notifier("tls.ca", "");
        Exchange exchange = give(Samples.event(Phase.STARTED));
        assertThat(exchange.getException())
                .hasMessageContaining("localhost:" + postfix.starttls)
                .hasMessageContaining("unable to find valid certification path");
        assertThat(exchange.getProperty("PolderFinal")).isNotEqualTo(true);
        sent.close();
        notifier("server", "127.0.0.1");
        assertThat(give(Samples.event(Phase.STARTED)).getException()).isNotNull();
        assertThat(postfix.log()).doesNotContain("sasl_method=PLAIN, sasl_username=127");
        assertThat(postfix.mails("noc")).hasSize(noc);
    }

    @Test
    public void aServerWithoutTlsIsRefusedWhereTlsIsAskedFor() throws Exception {
        notifier("port", Integer.toString(postfix.plain));
        assertThat(give(Samples.event(Phase.STARTED)).getException()).hasMessageContaining("STARTTLS");
    }

    @Test
    public void aWrongPasswordIsToldWithoutItAndTriedAgain() throws Exception {
        notifier("password", "low tide 5");
        Exchange exchange = give(Samples.event(Phase.STARTED));
        assertThat(exchange.getException()).hasMessageContaining("535").hasMessageContaining(Postfix.USER);
        assertThat(exchange.getException().toString()).doesNotContain("low tide 5");
        assertThat(exchange.getProperty("PolderFinal")).isEqualTo(false);
    }

    @Test
    public void oneRefusedRecipientHindersNoOther() throws Exception {
        notifier("to", "gone@example.net, noc@example.net", "bcc", "ops@example.net");
        Exchange exchange = give(Samples.event(Phase.STARTED));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getProperty("PolderAnswer", String.class))
                .matches("250 2\\.0\\.0 Ok: queued as \\w+; but it was refused for gone@example.net: 550 5\\.1\\.1 .*");
        assertThat(arrived(1)).contains("IP: 203.0.113.7");
        assertThat(postfix.mails("ops", ops + 1).get(ops))
                .doesNotContain("Bcc")
                .contains("\nTo: gone@example.net, noc@example.net\n");
    }

    @Test
    public void whenAllAreRefusedItIsNotTriedAgain() throws Exception {
        notifier("to", "gone@example.net");
        Exchange exchange = give(Samples.event(Phase.STARTED));
        assertThat(exchange.getException()).hasMessageContaining("550 5.1.1").hasMessageContaining("no such user here");
        assertThat(exchange.getProperty("PolderFinal")).isEqualTo(true);
    }

    @Test
    public void whoCouldNotGetItYetGetsItLaterAndNobodyTwice() throws Exception {
        notifier("to", "noc@example.net, later@example.net");
        postfix.accepts(Map.of("later@example.net", "450 4.2.0 come again"));
        Exchange exchange = give(Samples.event(Phase.STARTED));
        assertThat(exchange.getException())
                .hasMessageContaining("later@example.net: 450 4.2.0")
                .hasMessageContaining("come again");
        assertThat(exchange.getProperty("PolderFinal")).isNotEqualTo(true);
        arrived(1);
        assertThat(give(Samples.event(Phase.STARTED)).getException()).hasMessageContaining("450");
        postfix.accepts(Map.of());
        expectTaken(give(Samples.event(Phase.STARTED)));
        postfix.mails("later", 1);
        assertThat(postfix.mails("noc")).hasSize(noc + 1);
        expectTaken(give(Samples.event(Phase.STARTED)));
        postfix.mails("later", 2);
    }

    @Test
    public void aServerThatIsAwayIsToldInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            notifier("port", Integer.toString(taken.getLocalPort()), "time.limit", "300ms");
            long begin = System.nanoTime();
            Exchange silent = give(Samples.event(Phase.STARTED));
            assertThat(silent.getException()).hasMessageContaining("localhost:" + taken.getLocalPort());
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        }
        Exchange gone = give(Samples.event(Phase.STARTED));
        assertThat(gone.getException().getMessage()).contains("refused").doesNotContain("\n");
        assertThat(gone.getProperty("PolderFinal")).isEqualTo(false);
    }

    @Test
    public void manyAttacksAreOneMail() throws Exception {
        notifier();
        List<AttackEvent> events = List.of(
                Samples.event(Phase.STARTED),
                new AttackEvent(Phase.STARTED, Samples.event(Phase.STARTED).attack(), Samples.NOON));
        expectTaken(give(new Digest(events, Duration.ofMinutes(1))));
        String mail = arrived(1);
        assertThat(header(mail, "Subject")).isEqualTo("Polder: 1 attack in the last minute: 2 started, 0 ended");
        assertThat(((Multipart) parse(mail).getContent())
                        .getBodyPart(0)
                        .getContent()
                        .toString()
                        .replace("\r\n", "\n"))
                .contains("\n203.0.113.7\n203.0.113.8\n");
        Exchange details = sent.give("polder.notify.mail-noc/details", new Digest(events, Duration.ofMinutes(1)));
        assertThat(details.getProperty("PolderUnwanted")).isEqualTo(true);
    }

    @Test
    public void whatSomebodyWroteAsAReasonIsTextAndNothingElse() throws Exception {
        notifier("subject", "{{headline}}: {{target}} Ä {{facts.0.value}}", "to", "noc@example.net");
        AttackEvent event = Samples.event(Phase.WARNED, "203.0.113.0/24", "<b>x</b>\r\nBcc: ops@example.net", false);
        expectTaken(give(event));
        String mail = arrived(1);
        MimeMessage parsed = parse(mail);
        assertThat(parsed.getSubject())
                .startsWith("Network 203.0.113.0/24 near its limit: <b>x</b> Bcc: ops@example.net: 203.0.113.0/24 Ä");
        assertThat(parsed.getHeader("Bcc")).isNull();
        Multipart texts = (Multipart) parsed.getContent();
        assertThat(texts.getBodyPart(1).getContent().toString())
                .contains("&lt;b&gt;x&lt;/b&gt;")
                .doesNotContain("<b>x");
        assertThat(postfix.mails("ops")).hasSize(ops);
    }

    @Test
    public void aTestSaysSoAndIsAnsweredAtOnceByBothRoutes() throws Exception {
        MailNotifier notifier = notifier();
        notifier.evidence = Samples.keeper(Samples.evidence(false, 0), Path.of("/none"));
        expectTaken(sent.give("polder.notify.mail-noc", Samples.event(Phase.STARTED), true));
        expectTaken(sent.give("polder.notify.mail-noc/details", Samples.event(Phase.STARTED), true));
        assertThat(header(arrived(2), "Subject")).startsWith("TEST: Polder: IP 203.0.113.7 blocked");
        assertThat(arrived(2)).contains("There is no attack.");
    }

    @Test
    public void twoNotifiersOfOneServerKeepTheirOwnWays() throws Exception {
        notifier("password", "low tide 5");
        Map<String, Object> other = keys();
        other.put("service.pid", "polder.notify.mail~other");
        new MailNotifier(other).addRoutesToCamelContext(sent.context());
        assertThat(give(Samples.event(Phase.STARTED)).getException()).hasMessageContaining("535");
        expectTaken(sent.give("polder.notify.mail-other", Samples.event(Phase.STARTED)));
    }
}
