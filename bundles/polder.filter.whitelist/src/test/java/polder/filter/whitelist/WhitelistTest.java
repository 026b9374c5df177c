// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.filter.whitelist.Rows.TCP;
import static polder.filter.whitelist.Rows.UDP;
import static polder.filter.whitelist.Rows.cfg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.SettingsException;
import polder.api.flow.FilterRule;
import polder.wire.Prefix;

/** What a list leaves out, and what its cfg may say. */
public class WhitelistTest {
    private static final String FILE = "etc/polder.filter.whitelist-test.cfg: ";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Whitelist> open = new ArrayList<>();

    private Whitelist list(String... keysAndValues) {
        Whitelist list = new Whitelist(cfg(keysAndValues));
        open.add(list);
        return list;
    }

    private static FilterRule rule(Whitelist list, String name) {
        return list.rules().stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @After
    public void stop() {
        open.forEach(Whitelist::stop);
    }

    @Test
    public void trafficFromAndToRemotePrefixesIsLeftOutAndAllOtherStays() {
        Whitelist list = list("remote", "198.51.100.0/24, 2001:db8:5::/48");
        assertThat(new Rows()
                        .flow("198.51.100.7", "10.0.0.1")
                        .flow("10.0.0.1", "198.51.100.7")
                        .flow("2001:db8:5::1", "2001:db8::1")
                        .flow("203.0.113.1", "10.0.0.1")
                        .flow("2001:db8:6::1", "2001:db8::1")
                        .through(list))
                .containsExactly("203.0.113.1", "2001:db8:6::1");
    }

    @Test
    public void hitsAreCountedForEachRuleScaledBySampling() {
        Whitelist list = list("remote", "198.51.100.0/24", "rule.dns", "protocol udp source.port 53");
        new Rows()
                .flow("198.51.100.7", "10.0.0.1")
                .volume(3, 300, 1000)
                .flow("203.0.113.1", 53, "10.0.0.1", 4000, UDP)
                .flow("203.0.113.1", 53, "10.0.0.1", 4000, TCP)
                .through(list);
        assertThat(rule(list, "remote"))
                .extracting(FilterRule::flows, FilterRule::packets, FilterRule::bytes)
                .containsExactly(1L, 3000L, 300_000L);
        assertThat(rule(list, "rule.dns"))
                .extracting(FilterRule::flows, FilterRule::packets, FilterRule::bytes, FilterRule::says)
                .containsExactly(1L, 1L, 100L, "protocol udp source.port 53");
    }

    @Test
    public void everyConditionOfARuleHasToHold() {
        Whitelist list =
                list("rule.rsync", "source 198.51.100.0/24 target 10.0.0.0/8 protocol tcp target.port 873,8000-8010");
        assertThat(new Rows()
                        .flow("198.51.100.1", 1024, "10.0.0.1", 873, TCP)
                        .flow("198.51.100.2", 1024, "10.0.0.1", 8005, TCP)
                        .flow("198.51.100.3", 1024, "10.0.0.1", 8011, TCP)
                        .flow("198.51.100.4", 1024, "10.0.0.1", 873, UDP)
                        .flow("198.51.100.5", 1024, "11.0.0.1", 873, TCP)
                        .flow("203.0.113.6", 1024, "10.0.0.1", 873, TCP)
                        .through(list))
                .containsExactly("198.51.100.3", "198.51.100.4", "198.51.100.5", "203.0.113.6");
    }

    @Test
    public void aRuleOfALongerPrefixDoesNotHideThatOfTheShorterOne() {
        Whitelist list = list(
                "rule.all", "source 198.51.0.0/16 protocol tcp",
                "rule.one", "source 198.51.100.0/24 protocol udp");
        assertThat(new Rows()
                        .flow("198.51.100.1", 1, "10.0.0.1", 2, TCP)
                        .flow("198.51.100.2", 1, "10.0.0.1", 2, UDP)
                        .flow("198.51.9.3", 1, "10.0.0.1", 2, UDP)
                        .through(list))
                .containsExactly("198.51.9.3");
        assertThat(rule(list, "rule.all").flows()).isEqualTo(1);
    }

    @Test
    public void lengthFlagsAndFragmentsAreAsked() {
        Whitelist list = list(
                "rule.length", "length 1400-1500",
                "rule.flags", "protocol tcp tcp.flags syn,!ack length 40",
                "rule.fragments", "fragment yes protocol gre");
        int syn = 2;
        int ack = 16;
        assertThat(new Rows()
                        .flow("192.0.2.1", "10.0.0.1")
                        .volume(10, 14_500, 1)
                        .flow("192.0.2.2", "10.0.0.1")
                        .kind(TCP, syn, false)
                        .volume(1, 40, 1)
                        .flow("192.0.2.3", "10.0.0.1")
                        .kind(TCP, syn | ack, false)
                        .volume(1, 40, 1)
                        .flow("192.0.2.4", "10.0.0.1")
                        .kind(47, 0, true)
                        .flow("192.0.2.5", "10.0.0.1")
                        .kind(47, 0, false)
                        .through(list))
                .containsExactly("192.0.2.3", "192.0.2.5");
    }

    @Test
    public void detailsAreAskedForOnlyWhenARuleNeedsThem() {
        assertThat(list("rule.dns", "port 53").open(0).wantsDetails()).isFalse();
        Whitelist list =
                list("rule.transit", "exporter 192.0.2.1 interface 17 dscp 46 vlan 100-200 source.as 4200000000");
        assertThat(list.open(0).wantsDetails()).isTrue();
        Rows rows = new Rows().flow("203.0.113.1", "10.0.0.1");
        rows.batch
                .details()
                .interfaces(3, 17)
                .header(46 << 2, 64, 0)
                .layer2(150, 0)
                .systems((int) 4200000000L, 0);
        assertThat(rows.through(list)).isEmpty();
        Rows elsewhere = new Rows("192.0.2.2").flow("203.0.113.1", "10.0.0.1");
        elsewhere
                .batch
                .details()
                .interfaces(3, 17)
                .header(46 << 2, 64, 0)
                .layer2(150, 0)
                .systems((int) 4200000000L, 0);
        assertThat(elsewhere.through(list)).containsExactly("203.0.113.1");
    }

    @Test
    public void whatIsWrongIsNamedWithItsKeyAndWhy() throws IOException {
        Path prefixes = folder.newFile("remote.txt").toPath();
        Files.writeString(prefixes, "198.51.100.0/24\n# a comment\n198.51.100.1/24\n");
        assertThatThrownBy(() -> list("remote.file", prefixes.toString()))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        FILE + "remote.file = " + prefixes + " is not accepted: line 3: 198.51.100.1/24 has host bits"
                                + " set; the network is 198.51.100.0/24");
        assertThatThrownBy(() -> list("rule.a", "protocol udp source.prot 53"))
                .hasMessageStartingWith(
                        FILE + "rule.a = protocol udp source.prot 53 is not accepted: 'source.prot' is no word");
        assertThatThrownBy(() -> list("rule.a", "port 70000"))
                .hasMessageContaining("is not accepted: 'source.port 70000' is no range from 0 to 65535");
        assertThatThrownBy(() -> list("rule.a", "protocol")).hasMessageContaining("'protocol' has no value");
        assertThatThrownBy(() -> list("rule.a", "port x")).hasMessageContaining("'port x' is no number");
        assertThatThrownBy(() -> list("rule.a", "tcp.flags sin")).hasMessageContaining("'sin' is no TCP flag");
        assertThatThrownBy(() -> list("rule.a", "")).hasMessageContaining("rule.a =  is not accepted: it is empty");
        assertThatThrownBy(() -> list("remotes", "192.0.2.1")).hasMessageContaining("did you mean remote?");
        assertThatThrownBy(() -> list("never.act.file", "/no/such/file"))
                .hasMessage(FILE + "never.act.file = /no/such/file is not accepted: there is no such file");
    }

    @Test
    public void aBadChangeKeepsTheLastGoodListAndAGoodOneItsCounters() {
        Whitelist list = list("remote", "198.51.100.0/24");
        new Rows().flow("198.51.100.7", "10.0.0.1").through(list);
        list.modified(cfg("remote", "198.51.100.0/33"));
        assertThat(rule(list, "remote").problem()).contains("198.51.100.0/33");
        assertThat(new Rows().flow("198.51.100.7", "10.0.0.1").through(list)).isEmpty();
        list.modified(cfg("remote", "203.0.113.0/24"));
        assertThat(rule(list, "remote").problem()).isEmpty();
        assertThat(new Rows()
                        .flow("198.51.100.7", "10.0.0.1")
                        .flow("203.0.113.7", "10.0.0.1")
                        .through(list))
                .containsExactly("198.51.100.7");
        assertThat(rule(list, "remote").flows()).isEqualTo(3);
    }

    @Test
    public void aChangedFileOfPrefixesIsTakenOverAndABrokenOneIsNot() throws IOException {
        Path prefixes = folder.newFile("remote.txt").toPath();
        write(prefixes, "198.51.100.0/24 # speed test", 1);
        Whitelist list = list("remote.file", prefixes.toString());
        assertThat(new Rows().flow("198.51.100.7", "10.0.0.1").through(list)).isEmpty();
        write(prefixes, "203.0.113.0/24", 2);
        list.look();
        assertThat(new Rows().flow("203.0.113.7", "10.0.0.1").through(list)).isEmpty();
        write(prefixes, "203.0.113.0/2x", 3);
        list.look();
        assertThat(new Rows().flow("203.0.113.7", "10.0.0.1").through(list)).isEmpty();
        assertThat(rule(list, "remote.file").problem()).contains("line 1");
        write(prefixes, "192.0.2.0/24", 4);
        list.look();
        assertThat(rule(list, "remote.file").problem()).isEmpty();
        assertThat(new Rows().flow("192.0.2.7", "10.0.0.1").through(list)).isEmpty();
    }

    private static void write(Path file, String text, int second) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000L * second));
    }

    @Test
    public void ownPrefixesAreExemptAndSoIsWhatHoldsOneOfThem() throws IOException {
        Path file = folder.newFile("own.txt").toPath();
        Files.writeString(file, "2001:db8::/64\n");
        Whitelist list = list("never.act", "192.0.2.0/28", "never.act.file", file.toString());
        assertThat(list.exempts(Prefix.parse("192.0.2.5"))).hasValue(FILE + "never.act has 192.0.2.0/28");
        assertThat(list.exempts(Prefix.parse("192.0.2.0/24"))).hasValue(FILE + "never.act has 192.0.2.0/28");
        assertThat(list.exempts(Prefix.parse("2001:db8::7"))).hasValue(FILE + "never.act.file has 2001:db8::/64");
        assertThat(list.exempts(Prefix.parse("192.0.2.16"))).isEmpty();
        assertThat(list.exempts(Prefix.parse("192.0.3.0/24"))).isEmpty();
        assertThat(new Rows().flow("203.0.113.1", "192.0.2.5").through(list)).hasSize(1);
    }

    @Test
    public void aFlowOfNoPacketsAndAnEmptyListAreNothingSpecial() {
        Whitelist list = list();
        assertThat(new Rows().flow("192.0.2.1", "10.0.0.1").volume(0, 0, 1).through(list))
                .hasSize(1);
        assertThat(list.rules()).isEmpty();
        Whitelist lengths = list("rule.a", "length 0");
        assertThat(new Rows().flow("192.0.2.1", "10.0.0.1").volume(0, 0, 1).through(lengths))
                .isEmpty();
    }

    @Test
    public void moreRulesThanAreAskedInABitOfTimeAreRefused() {
        Map<String, Object> many = cfg();
        for (int i = 0; i < 257; i++) {
            many.put("rule.r" + i, "port " + i);
        }
        assertThatThrownBy(() -> new Whitelist(many)).hasMessageContaining("256 are the most");
    }
}
