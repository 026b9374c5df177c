// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.notify.Digest;

public class MessagesTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("polder.root"), "bundles/polder.camel/src/test/golden");
    private static final Mailboxes NONE = new Mailboxes(
            new Terms(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0),
            Duration.ZERO,
            Shelf.NONE,
            (event, route, failure) -> {});

    private final CamelContext context = new Contexts(DefaultCamelContext::new, () -> null, () -> null).apply(NONE);

    public MessagesTest() {
        context.start();
    }

    @After
    public void stop() {
        context.stop();
    }

    private String fill(String language, String template, Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader("Answer", 42);
        return context.resolveLanguage(language).createExpression(template).evaluate(exchange, String.class);
    }

    @Test
    public void aTemplateIsFilledWithAnAttack() {
        AttackEvent event = Samples.event(Phase.ENDED, "192.0.2.1", "web");
        assertThat(fill(
                        "polder",
                        "{{phase}} {{target}} ({{group}}): {{peak_text}} of {{limit_text}}, {{duration}}",
                        event))
                .isEqualTo("ended 192.0.2.1 (web): 110 kpps of 20.0 kpps, 31s");
        assertThat(fill("polder", "{{summary}}", event))
                .isEqualTo(
                        "attack ended on 192.0.2.1 (group web) after 31s, peak 110 kpps of in.packets, limit 20.0 kpps");
        assertThat(fill("polder", "{{#rates}}{{in.udp.packets}}{{/rates}} {{headers.Answer}}", event))
                .isEqualTo("103000 42");
        assertThat(fill("polder", "{{nosuch}}{{#evidence}}seen{{/evidence}}{{^evidence}}unseen{{/evidence}}", event))
                .isEqualTo("unseen");
        assertThat(fill("polder", "{{#test}}TEST{{/test}}{{^digest}}one{{/digest}}", event))
                .isEqualTo("one");
    }

    @Test
    public void valuesAreEscapedAsTheTextNeedsIt() {
        AttackEvent event = Samples.event(Phase.STARTED, "192.0.2.1", "<web>");
        assertThat(fill("polder", "{{reason}} {{group}}", event)).isEqualTo("104 kpps in, \"limit\" 20 kpps <web>");
        assertThat(fill("polder-json", "{\"text\":\"{{reason}}\"}", event))
                .isEqualTo("{\"text\":\"104 kpps in, \\\"limit\\\" 20 kpps\"}");
        assertThat(fill("polder-html", "<b>{{group}}</b>", event)).isEqualTo("<b>&lt;web&gt;</b>");
        assertThat(fill("polder-json", "{{{json}}}", event)).startsWith("{\"phase\":\"started\"");
    }

    @Test
    public void aTemplateWithAFaultIsRefusedInWords() {
        assertThatThrownBy(() -> context.resolveLanguage("polder").createExpression("{{#rules}}no end"))
                .hasMessageContaining("rules");
    }

    @Test
    public void manyEventsAreOneText() {
        Digest digest = new Digest(
                List.of(
                        Samples.event(Phase.STARTED, "192.0.2.1", "web"),
                        Samples.event(Phase.STARTED, "192.0.2.2", "mail"),
                        Samples.event(Phase.ENDED, "192.0.2.1", "web")),
                Duration.ofMinutes(1));
        assertThat(fill("polder", "{{target}}: {{reason}}", digest))
                .isEqualTo("2 attacks: 2 attacks in the last minute: 2 started, 1 ended");
        assertThat(fill("polder", "{{report}}", digest).lines())
                .containsExactly(
                        "2026-03-01T12:00:31Z attack started on 192.0.2.1 (group web): 104 kpps in, \"limit\" 20 kpps",
                        "2026-03-01T12:00:31Z attack started on 192.0.2.2 (group mail): 104 kpps in, \"limit\" 20 kpps",
                        "2026-03-01T12:00:31Z attack ended on 192.0.2.1 (group web) after 31s,"
                                + " peak 110 kpps of in.packets, limit 20.0 kpps");
        assertThat(fill("polder", "{{#events}}{{target}} {{/events}}{{count}} {{group}}", digest))
                .isEqualTo("192.0.2.1 192.0.2.2 192.0.2.1 3 several");
        assertThat(context.getTypeConverter().convertTo(String.class, digest))
                .startsWith("{\"phase\":\"digest\",\"at\":\"2026-03-01T12:00:31Z\",\"target\":\"2 attacks\"");
    }

    @Test
    public void aDigestOfThousandsHasABoundedText() {
        List<AttackEvent> events = java.util.stream.IntStream.range(0, 3000)
                .mapToObj(i -> Samples.event(Phase.STARTED, "192.0." + i / 250 + "." + i % 250, "web"))
                .toList();
        Digest digest = new Digest(events, Duration.ofMinutes(1));
        assertThat(fill("polder", "{{report}}", digest).lines()).hasSize(51).endsWith("and 2950 more");
        assertThat(fill("polder", "{{summary}}", digest))
                .isEqualTo("3000 attacks in the last minute: 3000 started, 0 ended");
    }

    @Test
    public void fastnetmonsNamesAreAsFastnetmonWritesThem() throws IOException {
        Map<?, ?> fields = context.getTypeConverter().convertTo(Map.class, Reports.event(Phase.STARTED, "203.0.113.7"));
        String text = Json.write(Map.of("fastnetmon", fields.get("fastnetmon"))).replace(",", ",\n") + "\n";
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(GOLDEN.resolve("fastnetmon.json"), text);
        }
        assertThat(text).isEqualTo(Files.readString(GOLDEN.resolve("fastnetmon.json")));
    }
}
