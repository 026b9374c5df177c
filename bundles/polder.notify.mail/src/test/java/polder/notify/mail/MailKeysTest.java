// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.Test;
import polder.api.config.SettingsException;

public class MailKeysTest {
    private static Map<String, Object> keys(String... more) {
        Map<String, Object> keys = new HashMap<>(Map.of(
                "service.pid", "polder.notify.mail~noc",
                "polder.routes", "polder.notify.mail",
                "server", "mail.example.net",
                "from", "polder@example.net",
                "to", "noc@example.net"));
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        return keys;
    }

    @Test
    public void fourKeysAreEnough() {
        MailKeys keys = MailKeys.read(keys());
        assertThat(keys.server().name()).isEqualTo("mail.example.net:587");
        assertThat(keys.server().tls()).isEqualTo(Server.Tls.STARTTLS);
        assertThat(keys.subscription().from()).contains("phase=STARTED,ENDED", "rate=20/1m");
        assertThat(keys.subscription().fromStarts()).contains("phase=STARTED&", "rate=20/1m");
        assertThat(keys.pcap()).isZero();
        assertThat(MailKeys.read(keys("tls", "on")).server().port()).isEqualTo(465);
        assertThat(MailKeys.read(keys("tls", "off")).server().port()).isEqualTo(25);
    }

    @Test
    public void theSecondMailIsOfStartsAloneAndThereIsNoneWhereNoStartIsTold() {
        assertThat(MailKeys.read(keys("attacks", "acted")).subscription().fromStarts())
                .contains("action=BEGIN&");
        assertThat(MailKeys.read(keys("phases", "ended")).subscription().fromStarts())
                .isEmpty();
    }

    @Test
    public void eachRecipientIsOneOnce() {
        Addresses addresses = MailKeys.read(keys(
                        "to", "NOC <noc@example.net>, b@example.net", "cc", "b@example.net", "bcc", "c@example.net"))
                .addresses();
        assertThat(addresses.recipients().toString())
                .isEqualTo("[NOC <noc@example.net>, b@example.net, c@example.net]");
    }

    @Test
    public void whatIsWrongIsToldWithWhatWouldBeAccepted() {
        expect(keys("to", "nobody"), "to = nobody is not accepted; give addresses such as noc@example.net");
        expect(keys("to", ""), "at least one recipient");
        expect(keys("from", "a@example.net, b@example.net"), "the one address");
        expect(keys("tls", "yes"), "tls = yes is not accepted; give one of off, starttls, on");
        expect(keys("tls.ca", "/none.pem"), "the file cannot be read");
        expect(keys("user", "polder"), "user and password, or none");
        expect(keys("attach.pcap", "on", "details", "off"), "give details = on");
        expect(keys("subjekt", "x"), "did you mean subject?");
        expect(keys("server", ""), "server is missing");
    }

    private static void expect(Map<String, Object> keys, String words) {
        assertThatThrownBy(() -> MailKeys.read(keys))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.notify.mail-noc.cfg")
                .hasMessageContaining(words);
    }

    @Test
    public void noFaultTellsThePassword() {
        Map<String, Object> keys = keys("password", "sea level", "port", "none");
        assertThatThrownBy(() -> MailKeys.read(keys))
                .hasMessageContaining("port")
                .satisfies(fault -> assertThat(fault.toString()).doesNotContain("sea level"));
        assertThat(MailKeys.read(keys("user", "polder", "password", "sea level"))
                        .toString())
                .doesNotContain("sea level");
    }

    @Test
    public void aBadChangeKeepsTheLastGoodKeys() {
        MailNotifier notifier = new MailNotifier(keys());
        notifier.modified(keys("port", "none"));
        assertThat(notifier.keys().server().port()).isEqualTo(587);
        notifier.modified(keys("port", "2525"));
        assertThat(notifier.keys().server().port()).isEqualTo(2525);
    }
}
