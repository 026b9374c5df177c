// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.After;
import org.junit.Test;
import polder.lib.http.testing.Stage;

public class TextsTest {
    private final Stage stage = new Stage();

    @After
    public void stop() {
        stage.close();
    }

    private String text(Map<String, Object> fields) {
        Exchange exchange = new DefaultExchange(stage.camel());
        exchange.getMessage().setBody(fields);
        Highlights.add(exchange);
        return Texts.template(stage.camel(), "polder", Texts.DEFAULT).of(exchange);
    }

    @Test
    public void theStartOfAnAttackTellsWhatIsAttackedHowMuchAndByWhat() {
        assertThat(text(Stage.attack("started")))
                .isEqualTo(
                        """
                        🔴 attack started on 203.0.113.7 (group web & mail)
                        incoming, group web & mail, level critical, since 2026-03-01T12:00:00Z
                        in.packets: 104 kpps, limit 20 kpps, peak 110 kpps
                        vectors: ntp_amplification 97 %, udp_flood 3 %
                        top sources: 198.51.100.1 42 %, 198.51.100.2 20 %
                        told by edge-1
                        """);
    }

    @Test
    public void theEndTellsHowLongItWas() {
        assertThat(text(Stage.attack("ended")))
                .startsWith("🟢 attack ended on 203.0.113.7")
                .contains(", since 2026-03-01T12:00:00Z, lasted 3m12s\n", "peak 110 kpps");
    }

    @Test
    public void aBanByHandHasNoLimitAndMayHaveNoEvidence() {
        Map<String, Object> ban = Stage.attack("started");
        ban.put("limit_text", "");
        ban.remove("evidence");
        ban.put("test", true);
        assertThat(text(ban))
                .isEqualTo(
                        """
                        🔴 TEST: attack started on 203.0.113.7 (group web & mail)
                        incoming, group web & mail, level critical, since 2026-03-01T12:00:00Z
                        told by edge-1
                        """);
    }

    @Test
    public void aDigestIsAListOfAttacks() {
        assertThat(text(Stage.digest()))
                .isEqualTo(
                        """
                        🔴 2 attacks in 1m
                        attack started on 203.0.113.7
                        attack started on 203.0.113.8

                        told by edge-1
                        """);
    }

    @Test
    public void aTextIsCutBetweenCharacters() {
        assertThat(Cut.to(4, "abcd")).isEqualTo("abcd");
        assertThat(Cut.to(4, "abcde")).isEqualTo("abc…");
        assertThat(Cut.to(4, "ab🔴def")).isEqualTo("ab…");
        assertThat(Cut.to(5, "ab🔴def")).isEqualTo("ab🔴…");
    }
}
