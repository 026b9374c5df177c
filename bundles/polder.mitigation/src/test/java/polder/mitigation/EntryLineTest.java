// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.Test;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.wire.Prefix;

public class EntryLineTest {
    private static void survives(Announcement what) {
        Instant at = Instant.parse("2026-03-01T12:00:00.123456789Z");
        Mitigation fresh = new Mitigation(
                UUID.randomUUID(),
                UUID.randomUUID(),
                what,
                2,
                "web",
                State.PENDING,
                at,
                null,
                null,
                null,
                0.93,
                Double.NaN,
                "",
                List.of());
        Entry entry = new Entry(fresh, Duration.ofMinutes(5));
        entry.become(State.PENDING, at, "web", "a\tb\\n=\nc");
        entry.become(State.ANNOUNCED, at.plusSeconds(1), "ann", "");
        entry.approved = true;
        String line = EntryLine.of(entry);
        assertThat(line).doesNotContain("\n");
        Entry read = EntryLine.parse(line);
        assertThat(read.now()).isEqualTo(entry.now());
        assertThat(read.ttl).isEqualTo(entry.ttl);
        assertThat(read.approved).isTrue();
        assertThat(read.barred).isFalse();
    }

    @Test
    public void everyAnnouncementSurvives() {
        survives(new Blackhole(Prefix.parse("2001:db8::/48"), "a\tb"));
        FlowRule rule = new FlowRule(
                Prefix.parse("192.0.2.7"),
                Prefix.parse("203.0.113.0/24"),
                Set.of(6, 17),
                List.of(Span.of(53), new Span(1024, 65535)),
                List.of(Span.of(0)),
                List.of(new Span(1000, 1500)),
                Set.of(),
                Set.of(Fragment.FIRST_FRAGMENT));
        for (FlowAction action : List.of(
                new FlowAction.Discard(),
                new FlowAction.Accept(),
                new FlowAction.RateLimit(1_250_000),
                new FlowAction.Redirect(65001, 4_000_000_000L),
                new FlowAction.Mark(8))) {
            survives(new FlowSpec(rule, action, "web"));
        }
        FlowRule tcp = new FlowRule(
                Prefix.parse("192.0.2.7"),
                null,
                Set.of(6),
                List.of(),
                List.of(),
                List.of(),
                Set.of(TcpFlag.SYN, TcpFlag.ACK),
                Set.of());
        survives(new FlowSpec(tcp, new FlowAction.Discard(), "web"));
        survives(new FlowSpec(FlowRule.to(Prefix.parse("2001:db8::1")), new FlowAction.Discard(), "web"));
    }

    @Test
    public void onlySoManyStepsAreKept() {
        Mitigation fresh = new Mitigation(
                UUID.randomUUID(),
                null,
                new Blackhole(Prefix.parse("192.0.2.7"), "web"),
                0,
                "",
                State.OBSERVED,
                Instant.EPOCH,
                null,
                null,
                null,
                Double.NaN,
                Double.NaN,
                "",
                List.of());
        Entry entry = new Entry(fresh, Duration.ZERO);
        for (int i = 0; i < 100; i++) {
            entry.become(i % 2 == 0 ? State.ANNOUNCED : State.CONFIRMED, Instant.ofEpochSecond(i), "ann", "");
        }
        assertThat(entry.now().steps()).hasSize(40);
        assertThat(entry.now().steps().get(0).at()).isEqualTo(Instant.EPOCH);
        assertThat(entry.now().steps().get(39).at()).isEqualTo(Instant.ofEpochSecond(99));
        assertThat(entry.now().announced()).isEqualTo(Instant.EPOCH);
    }
}
