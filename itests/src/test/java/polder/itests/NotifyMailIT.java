// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.testing.Postfix;

/** Mail is added to an appliance at work, and taken away again, and nothing else takes notice. */
public class NotifyMailIT {
    @ClassRule
    public static final TemporaryFolder FOLDER =
            new TemporaryFolder(Path.of("/tmp").toFile());

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FLOWS_PER_SECOND = 60_000;
    private static final int FLOOD = 50;
    private static final String ROUTE = "polder.notify.mail-noc";

    private static Postfix postfix;
    private static Operator operator;

    private int floods;

    @BeforeClass
    public static void startIt() throws Exception {
        String missing = Postfix.missing();
        if (!missing.isEmpty()) {
            System.out.println("it: NotifyMailIT is left out: " + missing);
        }
        Assume.assumeTrue(missing.isEmpty());
        postfix = Postfix.start(FOLDER.getRoot().toPath());
        operator = new Operator("mail")
                .cfg("polder.traffic.cfg", "networks = 10.0.0.0/8")
                .cfg("polder.traffic.group-default.cfg", "limit.in.packets = 20kpps", "hold = 2s", "ban.time = 20s")
                .start();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        if (operator != null) {
            operator.close();
        }
        if (postfix != null) {
            postfix.close();
        }
    }

    @Test
    public void theNextAttackIsMailedAndNothingElseTakesNotice() throws Exception {
        List<Object> others = routes();
        try (FlowSender sender = new FlowSender(operator.port("netflow"), FLOWS_PER_SECOND)) {
            operator.awaitAttack(FlowSender.VICTIM, "active");
            install();
            assertThat(operator.polder("notify-test", "mail-noc").output()).contains("250 2.0.0 Ok: queued as");
            attackIsMailed("10.30.0.1");
            whatHappensWhileTheServerIsAwayIsMailedToo("10.30.0.2");
            assertThat(operator.console("feature:uninstall polder-notify-mail")).doesNotContain("Error");
            operator.awaitLog(0, "route " + ROUTE + " removed");
            operator.awaitLog(0, "route " + ROUTE + "/details removed");
            assertThat(routes()).isEqualTo(others);
            assertThat(operator.console("bundle:list -s"))
                    .doesNotContain("polder.notify.mail")
                    .contains("polder.notify.script");
            sender.end();
            // counters that began anew would be less
            long sent = sender.flows() + (long) floods * FLOOD * Netflow5.RECORDS;
            Await.until("every flow of " + sent + " is counted", LIMIT, () -> {
                Map<String, Object> lane = operator.lane("netflow");
                return Operator.number(lane, "flows") + Operator.number(lane, "dropped") * Netflow5.RECORDS == sent;
            });
            System.out.printf("it: NotifyMailIT: %,d flows sent, %s%n", sent, operator.lane("netflow"));
        }
        operator.expectNoStackTrace();
        assertThat(operator.log()).noneMatch(line -> line.contains(Postfix.PASSWORD));
    }

    /** The routes there are but ours. */
    private static List<Object> routes() throws Exception {
        return operator.list("outbox-list").stream()
                .map(one -> one.get("route"))
                .filter(one -> !one.toString().startsWith(ROUTE))
                .toList();
    }

    private static void install() throws Exception {
        assertThat(operator.console("feature:install polder-notify-mail")).doesNotContain("Error");
        Path secret = operator.path("etc", "mail.password");
        Files.writeString(secret, Postfix.PASSWORD + "\n");
        operator.cfg(
                "polder.notify.mail-noc.cfg",
                "server = localhost",
                "port = " + postfix.starttls,
                "tls.ca = " + postfix.authority(),
                "user = " + Postfix.USER,
                "password = file:" + secret,
                "from = Polder <polder@example.net>",
                "to = NOC <noc@example.net>");
        operator.awaitLog(0, "route " + ROUTE + " added");
        operator.awaitLog(0, "route " + ROUTE + "/details added");
    }

    private void flood(String target) throws Exception {
        try (Netflow5 exporter = new Netflow5(operator.port("netflow"))) {
            for (int i = 0; i < FLOOD; i++) {
                exporter.send(CaptureWriter.address(target), 20);
            }
        }
        floods++;
    }

    private void attackIsMailed(String target) throws Exception {
        flood(target);
        Map<String, Object> attack = operator.awaitAttack(target, "active");
        String first = mail(target, "STARTED");
        @SuppressWarnings("unchecked")
        Map<String, Object> rates =
                (Map<String, Object>) operator.show("attack-show", target).get("start_rates");
        Object power = rates.get("in_packets");
        assertThat(first.replaceAll("\n[ \t]+", " "))
                .contains("\nSubject: Polder: IP " + target + " blocked because incoming attack with power " + power
                        + " pps\n")
                .contains("\nMessage-ID: <" + attack.get("id") + "@example.net>\n");
        assertThat(first)
                .contains("with ESMTPSA id")
                .contains("\nIP: " + target + "\nInitial attack power: " + power
                        + " packets per second\nPeak attack power: ");
        String second = mail(target, "DETAILS");
        assertThat(second)
                .contains("\nReferences: <" + attack.get("id") + "@example.net>\n")
                .contains("\nIP: " + target + "\n20")
                .containsPattern(
                        " 203\\.0\\.113\\.\\d+:\\d+ > " + target + ":53 protocol: udp flags:  size: 2000 bytes\n");
        assertThat(mail(target, "ENDED"))
                .contains("\nReferences: <" + attack.get("id") + "@example.net>\n")
                .contains("IP " + target + " unblocked because");
        assertThat(operator.show("attack-show", target).get("actions").toString())
                .contains(ROUTE, ROUTE + "/details");
    }

    private void whatHappensWhileTheServerIsAwayIsMailedToo(String target) throws Exception {
        postfix.close();
        flood(target);
        operator.awaitLog(0, ROUTE, "STARTED of " + target + " failed", "it is tried again");
        postfix.begin();
        for (String phase : List.of("STARTED", "DETAILS", "ENDED")) {
            mail(target, phase);
        }
        assertThat(postfix.mails("noc").stream().filter(mail -> isOf(mail, target, "STARTED")))
                .hasSize(1);
    }

    private static boolean isOf(String mail, String target, String phase) {
        return mail.contains("\nX-Polder-Target: " + target + "\n")
                && mail.contains("\nX-Polder-Phase: " + phase + "\n");
    }

    /** The text of a mail as people see it is quoted here and there for its long lines; these are undone. */
    private static String mail(String target, String phase) throws Exception {
        return Await.value(phase + " of " + target, LIMIT, () -> postfix.mails("noc").stream()
                .filter(mail -> isOf(mail, target, phase))
                .findFirst()
                .map(mail -> mail.replace("=\n", "").replace("=3D", "="))
                .orElse(null));
    }
}
