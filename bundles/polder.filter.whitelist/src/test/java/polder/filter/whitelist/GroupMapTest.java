// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Test;
import polder.api.flow.FlowBatch;
import polder.api.traffic.HostGroup;
import polder.wire.Prefix;

/** Rules for the hosts of some groups. */
public class GroupMapTest {
    private static HostGroup group(String name, String... networks) {
        return new HostGroup(
                name,
                Stream.of(networks).map(Prefix::parse).toList(),
                Map.of(),
                Duration.ofSeconds(30),
                Duration.ofMinutes(30));
    }

    private static List<Prefix> prefixes(String... texts) {
        return Stream.of(texts).map(Prefix::parse).toList();
    }

    private static boolean matches(GroupMap map, String groups, String source, String target) {
        Rule rule = RuleText.parse("rule.a", "port 2048", List.of(groups));
        FlowBatch batch = new Rows().flow(source, target).batch;
        return new Matcher(List.of(rule), map).match(batch, 0) != Matcher.NONE;
    }

    @Test
    public void theLongestPrefixSaysTheGroupOfAHost() {
        GroupMap map = GroupMap.of(
                List.of(group("default"), group("web", "10.0.0.0/8"), group("db", "10.1.0.0/16")),
                prefixes("10.0.0.0/8", "192.0.2.0/24"));
        assertThat(matches(map, "web", "203.0.113.1", "10.2.0.1")).isTrue();
        assertThat(matches(map, "web", "203.0.113.1", "10.1.0.1")).isFalse();
        assertThat(matches(map, "db", "10.1.0.1", "203.0.113.1")).isTrue();
        assertThat(matches(map, "default", "203.0.113.1", "10.2.0.1")).isFalse();
        assertThat(matches(map, "default", "203.0.113.1", "192.0.2.1")).isTrue();
        assertThat(matches(map, "default", "203.0.113.1", "198.51.100.1")).isFalse();
    }

    @Test
    public void withNoNetworkConfiguredEveryHostOfNoGroupIsOfTheDefaultOne() {
        GroupMap map = GroupMap.of(List.of(group("web", "10.0.0.0/8")), List.of());
        assertThat(matches(map, "default", "203.0.113.1", "198.51.100.1")).isTrue();
        assertThat(matches(map, "web", "203.0.113.1", "198.51.100.1")).isFalse();
        assertThat(matches(map, "default", "2001:db8::1", "2001:db8::2")).isTrue();
    }

    @Test
    public void aGroupNobodyHasConfiguredIsMissing() {
        Rule rule = RuleText.parse("rule.a", "group web,nowhere port 53", List.of());
        GroupMap map = GroupMap.of(List.of(group("web", "10.0.0.0/8")), List.of());
        assertThat(map.missing(List.of(rule))).containsExactly("nowhere");
    }
}
