// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.Test;
import polder.api.config.SettingsException;

public class AttackKeysTest {
    private static void assertRefused(String words, String... properties) {
        assertThatThrownBy(() -> AttackKeys.read(Route.properties("kafka:9092", properties)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.notify.kafka-noc.cfg")
                .hasMessageContaining(words);
    }

    @Test
    public void brokersAreEnough() {
        AttackKeys keys = AttackKeys.read(Route.properties("kafka-1:9092, [2001:db8::1]:9092"));
        assertThat(keys.link().brokers()).containsExactly("kafka-1:9092", "[2001:db8::1]:9092");
        assertThat(keys.topic()).isEqualTo("polder-attacks");
        assertThat(keys.name()).isEqualTo("polder.notify.kafka-noc");
    }

    @Test
    public void whatDoesNotFitIsRefusedInWords() {
        assertRefused("brokers is missing", "brokers", "");
        assertRefused("give host:port", "brokers", "kafka");
        assertRefused("topic = a/b is not accepted", "topic", "a/b");
        assertRefused("give one of id, target", "key", "group");
        assertRefused("give one of off, plain, scram-sha-256, scram-sha-512", "sasl", "gssapi");
        assertRefused("it needs username and password", "sasl", "plain");
        assertRefused("say by sasl how to log in", "username", "polder", "password", "x");
        assertRefused("there is no such file", "tls", "on", "tls.ca", "/nowhere.pem");
        assertRefused("it has to be on", "tls.ca", "/etc/hostname");
        assertRefused("give tls.certificate and tls.key", "tls", "on", "tls.certificate", "/etc/hostname");
        assertRefused("did you mean brokers?", "broker", "x");
    }

    @Test
    public void aPasswordIsNeverTold() throws Exception {
        Map<String, Object> properties =
                Route.properties("kafka:9092", "sasl", "plain", "username", "polder", "password", "s\\e\"cret");
        AttackKeys keys = AttackKeys.read(properties);
        assertThat(keys.toString()).doesNotContain("cret");
        assertThat(keys.link().client("x").get("sasl.jaas.config").toString())
                .endsWith("username=\"polder\" password=\"s\\\\e\\\"cret\";");
        properties.put("password", "env:POLDER_NO_SUCH_VARIABLE");
        assertThatThrownBy(() -> AttackKeys.read(properties))
                .hasMessageContaining("there is no environment variable POLDER_NO_SUCH_VARIABLE");
    }
}
