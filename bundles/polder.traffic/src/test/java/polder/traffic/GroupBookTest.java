// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Limit.Bound;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;

/** Groups made of several files. */
public class GroupBookTest {
    private static final Instant MONDAY_NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final GroupBook book = new GroupBook();
    private final Map<String, GroupSettings> files = new HashMap<>();
    private Instant now = MONDAY_NOON;
    private List<HostGroup> groups = List.of();

    /** Writes a file, as lines {@code key = value}. */
    private GroupBookTest file(String name, String... lines) {
        Map<String, String> properties = new HashMap<>();
        properties.put("service.pid", "polder.traffic.group~" + name);
        Arrays.stream(lines).map(line -> line.split(" = ", 2)).forEach(pair -> properties.put(pair[0], pair[1]));
        files.put(name, GroupSettings.of(properties));
        return this;
    }

    private HostGroup group(String name) {
        groups = book.groups(new ArrayList<>(files.values()), now);
        return groups.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " among " + groups));
    }

    /** What is told when time has passed. */
    private List<String> complaints() {
        groups = book.groups(new ArrayList<>(files.values()), now);
        now = now.plusSeconds(3);
        return book.complaints(now);
    }

    private static Limit limit(String origin, long alert) {
        return new Limit(alert, origin);
    }

    @Test
    public void whatAGroupDoesNotSayItTakesFromItsParentAndThenFromDefault() {
        file("default", "limit.in.packets = 20kpps", "limit.in.bits = 1gbps", "hold = 10s", "mode.outgoing = off");
        file("base", "enabled = off", "limit.in.packets = 50kpps", "ban.time = 60s", "mode = act", "actions = mail");
        file("web", "networks = 10.1.0.0/16", "parent = base", "limit.in.syn.packets = 5kpps", "ban.time = 30s");
        HostGroup web = group("web");
        assertThat(web.limits())
                .isEqualTo(Map.of(
                        Metric.IN_SYN_PACKETS, limit("web", 5000),
                        Metric.IN_PACKETS, limit("base", 50_000),
                        Metric.IN_BITS, limit("default", 1_000_000_000)));
        assertThat(web.hold()).isEqualTo(Duration.ofSeconds(10));
        assertThat(web.banTime()).isEqualTo(Duration.ofSeconds(30));
        assertThat(web.mode()).isEqualTo(Mode.ACT);
        assertThat(web.outgoingMode()).isEqualTo(Mode.OFF);
        assertThat(web.actions()).containsExactly("mail");
        assertThat(web.heritage().chain()).containsExactly("web", "base", "default");
        assertThat(web.heritage().origins())
                .isEqualTo(Map.of(
                        "hold", "default",
                        "ban.time", "web",
                        "mode", "base",
                        "mode.outgoing", "default",
                        "actions", "base"));
        assertThat(groups).extracting(HostGroup::name).containsExactly("default", "web");
        assertThat(complaints()).isEmpty();
    }

    @Test
    public void limitsOfEveryClassAreInheritedAlike() {
        file(
                "default",
                "limit.in.synack.packets = 5kpps",
                "limit.in.dns.bits = 200mbps",
                "limit.in.other.bits = 1gbps");
        file("base", "enabled = off", "limit.in.dns.bits = 500mbps", "limit.in.dns.bits.warn = 100mbps");
        file(
                "dns",
                "networks = 10.1.0.0/16",
                "parent = base",
                "limit.in.other.bits = none",
                "limit.out.amplification.flows = 1kfps",
                "limit.group.in.amplification.bits = 2gbps");
        assertThat(group("dns").limits())
                .isEqualTo(Map.of(
                        Metric.IN_SYN_ACK_PACKETS,
                        limit("default", 5000),
                        Metric.IN_DNS_BITS,
                        new Limit(new Bound(100_000_000, "base"), new Bound(500_000_000, "base"), null),
                        Metric.OUT_AMPLIFICATION_FLOWS,
                        limit("dns", 1000)));
        assertThat(group("dns").sumLimits())
                .isEqualTo(Map.of(Metric.IN_AMPLIFICATION_BITS, limit("dns", 2_000_000_000)));
        assertThatThrownBy(() -> file("dns", "networks = 10.1.0.0/16", "limit.in.dnss.bits = 1mbps"))
                .hasMessageContaining("limit.in.dnss.bits = 1mbps is no limit there is")
                .hasMessageContaining(
                        "synack. udp. icmp. other. fragment. dropped. internal. dns. ntp. snmp. ssdp. cldap. memcached.")
                .hasMessageContaining("limit.in.sources");
    }

    @Test
    public void whatIsSetUpIsDoneUnlessSomethingElseIsSaid() {
        HostGroup group = group("default");
        assertThat(group.mode()).isEqualTo(Mode.ACT);
        assertThat(group.outgoingMode()).isEqualTo(Mode.NOTIFY);
        assertThat(group.actions()).isEmpty();
        assertThat(group.limits()).isEmpty();
        file("default", "mode = act", "actions = mail, script");
        assertThat(group("default").outgoingMode()).isEqualTo(Mode.NOTIFY);
        assertThat(group("default").actions()).containsExactly("mail", "script");
        file("default", "mode = off", "mode.outgoing = act", "actions = none");
        assertThat(group("default").outgoingMode()).isEqualTo(Mode.OFF);
        assertThat(group("default").actions()).containsExactly("none");
    }

    @Test
    public void levelsBelongToTheLimitTheyWereWrittenFor() {
        file(
                "default",
                "limit.in.packets = 20kpps",
                "limit.in.packets.warn = 15kpps",
                "limit.in.packets.critical = 100kpps");
        file("web", "networks = 10.1.0.0/16", "limit.in.packets = 200kpps");
        assertThat(group("web").limit(Metric.IN_PACKETS)).isEqualTo(limit("web", 200_000));
        file("web", "networks = 10.1.0.0/16", "limit.in.packets.warn = 5kpps");
        assertThat(group("web").limit(Metric.IN_PACKETS))
                .isEqualTo(new Limit(
                        new Bound(5_000, "web"), new Bound(20_000, "default"), new Bound(100_000, "default")));
        file("web", "networks = 10.1.0.0/16", "limit.in.packets.warn = none");
        assertThat(group("web").limit(Metric.IN_PACKETS))
                .isEqualTo(new Limit(null, new Bound(20_000, "default"), new Bound(100_000, "default")));
        file("web", "networks = 10.1.0.0/16", "limit.in.packets = none");
        assertThat(group("web").limit(Metric.IN_PACKETS)).isNull();
        file("web", "networks = 10.1.0.0/16", "limit.in.packets = none", "limit.in.packets.warn = 5kpps");
        assertThat(group("web").limit(Metric.IN_PACKETS)).isEqualTo(new Limit(new Bound(5_000, "web"), null, null));
    }

    @Test
    public void limitsOfTheWholeGroupAreInheritedByThemselves() {
        file("default", "limit.in.packets = 20kpps", "limit.group.in.packets = 1mpps");
        file("web", "networks = 10.1.0.0/16", "limit.group.in.packets.warn = 500kpps", "limit.group.in.bits = 10gbps");
        assertThat(group("web").limits()).isEqualTo(Map.of(Metric.IN_PACKETS, limit("default", 20_000)));
        assertThat(group("web").sumLimits())
                .isEqualTo(Map.of(
                        Metric.IN_PACKETS,
                        new Limit(new Bound(500_000, "web"), new Bound(1_000_000, "default"), null),
                        Metric.IN_BITS,
                        limit("web", 10_000_000_000L)));
    }

    @Test
    public void levelsThatMakeNoSenseTogetherAreRefusedAndTheLastGoodOnesGoOn() {
        file("default", "limit.in.packets = 40kpps");
        file("web", "networks = 10.1.0.0/16", "limit.in.packets.warn = 30kpps");
        assertThat(group("web").limit(Metric.IN_PACKETS))
                .isEqualTo(new Limit(new Bound(30_000, "web"), new Bound(40_000, "default"), null));
        file("default", "limit.in.packets = 20kpps");
        assertThat(group("web").limit(Metric.IN_PACKETS))
                .isEqualTo(new Limit(new Bound(30_000, "web"), new Bound(40_000, "default"), null));
        assertThat(group("default").limit(Metric.IN_PACKETS)).isEqualTo(limit("default", 20_000));
        assertThat(complaints())
                .containsExactly(
                        "etc/polder.traffic.group-web.cfg: limit.in.packets.warn = 30.0kpps of group web has to"
                                + " be below limit.in.packets = 20.0kpps of group default; the last good configuration goes on");
        assertThat(complaints()).as("told once").isEmpty();
    }

    @Test
    public void aParentThatIsNotThereIsRefusedAndTheLastGoodOneGoesOn() {
        file("base", "enabled = off", "limit.in.packets = 50kpps");
        file("web", "networks = 10.1.0.0/16", "parent = base");
        HostGroup before = group("web");
        file("web", "networks = 10.1.0.0/16, 10.2.0.0/16", "parent = bass");
        assertThat(group("web")).isSameAs(before);
        assertThat(complaints())
                .containsExactly("etc/polder.traffic.group-web.cfg: parent = bass is not accepted: there is no such"
                        + " group; give one of base, default, web; the last good configuration goes on");
        file("web", "networks = 10.1.0.0/16, 10.2.0.0/16", "parent = base");
        assertThat(group("web").networks()).hasSize(2);
        files.remove("base");
        assertThat(group("web").limit(Metric.IN_PACKETS)).isEqualTo(limit("base", 50_000));
        assertThat(complaints()).hasSize(1);
    }

    @Test
    public void parentsThatGoRoundInACircleAreRefused() {
        file("a", "networks = 10.1.0.0/16", "parent = b", "hold = 7s");
        file("b", "networks = 10.2.0.0/16");
        HostGroup a = group("a");
        file("b", "networks = 10.2.0.0/16", "parent = a", "hold = 9s");
        assertThat(group("a")).isSameAs(a);
        assertThat(group("b").hold()).isEqualTo(Duration.ofSeconds(30));
        assertThat(complaints())
                .containsExactly(
                        "etc/polder.traffic.group-b.cfg: parent = a is not accepted: it goes round in a circle,"
                                + " a -> b -> a; the last good configuration goes on",
                        "etc/polder.traffic.group-a.cfg: parent = b is not accepted: it goes round in a circle,"
                                + " b -> a -> b; the last good configuration goes on");
        file("b", "networks = 10.2.0.0/16", "parent = b");
        assertThat(complaints().toString()).contains("b -> b");
    }

    @Test
    public void filesMayComeInAnyOrder() {
        file("web", "networks = 10.1.0.0/16", "parent = base");
        groups = book.groups(files.values(), now);
        assertThat(groups).extracting(HostGroup::name).containsExactly("default");
        now = now.plusSeconds(1);
        assertThat(book.complaints(now)).isEmpty();
        file("base", "enabled = off", "hold = 7s");
        assertThat(group("web").hold()).isEqualTo(Duration.ofSeconds(7));
        assertThat(complaints()).isEmpty();
    }

    @Test
    public void withNoLastGoodOneAGroupThatDoesNotFitIsLeftOut() {
        file("web", "networks = 10.1.0.0/16", "parent = base");
        assertThat(complaints()).hasSize(1).first().asString().endsWith("the group is left out until this is mended");
        assertThat(groups).extracting(HostGroup::name).containsExactly("default");
    }

    @Test
    public void aPrefixBelongsToTheGroupThatHadItFirst() {
        file("web", "networks = 10.1.0.0/16");
        group("web");
        file("app", "networks = 10.1.0.0/16, 10.2.0.0/16");
        assertThat(complaints())
                .containsExactly("etc/polder.traffic.group-app.cfg: networks = 10.1.0.0/16 is not accepted: it is that"
                        + " of group web already; the group is left out until this is mended");
        file("web", "networks = 10.3.0.0/16");
        assertThat(group("app").networks()).hasSize(2);
        file("web", "enabled = off", "networks = 10.1.0.0/16");
        assertThat(group("app").networks()).hasSize(2);
        assertThat(groups).extracting(HostGroup::name).containsExactly("default", "app");
        assertThat(complaints()).isEmpty();
    }

    @Test
    public void inTheHoursOfAScheduleAnotherFileGoesBeforeItsOwn() {
        file("default", "limit.in.packets = 20kpps", "limit.in.bits = 1gbps");
        file("night", "enabled = off", "limit.in.packets = 5kpps", "mode = notify");
        file(
                "web",
                "networks = 10.1.0.0/16",
                "limit.in.packets = 50kpps",
                "limit.in.udp.packets = 9kpps",
                "mode = act",
                "schedule.hours = mon-fri 20:00-08:00",
                "schedule.zone = Europe/Amsterdam",
                "schedule.group = night");
        HostGroup day = group("web");
        assertThat(day.limit(Metric.IN_PACKETS)).isEqualTo(limit("web", 50_000));
        assertThat(book.hasTurned(now)).isFalse();
        now = Instant.parse("2026-03-02T18:59:59Z"); // 19:59:59 in Amsterdam
        assertThat(book.hasTurned(now)).isFalse();
        now = Instant.parse("2026-03-02T19:00:00Z");
        assertThat(book.hasTurned(now)).isTrue();
        HostGroup night = group("web");
        assertThat(night.limit(Metric.IN_PACKETS)).isEqualTo(limit("night", 5_000));
        assertThat(night.limit(Metric.IN_UDP_PACKETS)).isEqualTo(limit("web", 9_000));
        assertThat(night.limit(Metric.IN_BITS)).isEqualTo(limit("default", 1_000_000_000));
        assertThat(night.mode()).isEqualTo(Mode.NOTIFY);
        assertThat(night.heritage().chain()).containsExactly("night", "web", "default");
        assertThat(night.heritage().schedules()).containsExactly("night");
        assertThat(group("default").heritage().chain()).containsExactly("default");
        now = now.plusSeconds(60);
        assertThat(book.hasTurned(now)).isFalse();
        now = Instant.parse("2026-03-03T07:00:00Z");
        assertThat(book.hasTurned(now)).isTrue();
        assertThat(group("web")).isEqualTo(day);
    }

    @Test
    public void aScheduleOfAParentDoesNotOverruleTheChild() {
        file(
                "default",
                "limit.in.packets = 20kpps",
                "hold = 20s",
                "schedule.hours = 00:00-24:00",
                "schedule.group = night");
        file("night", "enabled = off", "limit.in.packets = 5kpps", "hold = 5s");
        file("web", "networks = 10.1.0.0/16", "limit.in.packets = 50kpps");
        assertThat(group("web").limit(Metric.IN_PACKETS)).isEqualTo(limit("web", 50_000));
        assertThat(group("web").hold()).isEqualTo(Duration.ofSeconds(5));
        assertThat(group("web").heritage().chain()).containsExactly("web", "night", "default");
        files.remove("night");
        assertThat(complaints().toString()).contains("schedule.group = night is not accepted: there is no such group");
        assertThat(group("default").hold()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    public void aGroupThatStaysAsItIsStaysTheSameObject() {
        file("web", "networks = 10.1.0.0/16");
        HostGroup web = group("web");
        file("app", "networks = 10.2.0.0/16");
        assertThat(group("web")).isSameAs(web);
        file("default", "hold = 10s");
        assertThat(group("web")).isNotSameAs(web);
        assertThat(group("web").hold()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    public void aThousandGroupsAreMadeAnewInAMoment() {
        file("default", "limit.in.packets = 20kpps", "limit.in.bits = 1gbps");
        file("base", "enabled = off", "limit.in.syn.packets = 1kpps");
        for (int i = 0; i < 1000; i++) {
            file("customer" + i, "networks = 10." + i / 250 + "." + i % 250 + ".0/24", "parent = base", "hold = 5s");
        }
        group("customer7");
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            file("customer" + i, "networks = 10." + i / 250 + "." + i % 250 + ".0/24", "hold = 6s");
            group("customer" + i);
        }
        double millis = (System.nanoTime() - start) / 1e6 / 100;
        System.out.printf("1,000 groups, one changed: %.2f ms%n", millis);
        assertThat(groups).hasSize(1001);
        assertThat(millis).isLessThan(100);
    }
}
