// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Speaker.Standing;
import polder.api.mitigation.Speaker.State;
import polder.api.testing.Bird;
import polder.api.testing.Eventually;
import polder.api.testing.ExabgpDaemon;
import polder.api.testing.Frr;
import polder.api.testing.Program;
import polder.api.testing.Router;
import polder.wire.Prefix;

/** With a real ExaBGP, and BIRD and FRR behind it. */
public class ExabgpRoutersTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(40);
    private static final Announcement HOST = new Blackhole(Prefix.parse("10.1.2.3"), "web");
    private static final Announcement HOST6 = new Blackhole(Prefix.parse("2001:db8:1::3"), "web");
    private static final Announcement NETWORK = new Blackhole(Prefix.parse("10.1.4.0/24"), "web");

    private static final Announcement DISCARD = new FlowSpec(
            new FlowRule(
                    Prefix.parse("10.1.2.3"),
                    Prefix.parse("198.51.100.0/24"),
                    Set.of(6, 17, 41, 50),
                    List.of(Span.of(53), new Span(1000, 2000)),
                    List.of(Span.of(80)),
                    List.of(new Span(1200, 1500)),
                    Set.of(TcpFlag.SYN, TcpFlag.ACK, TcpFlag.URGENT, TcpFlag.PUSH),
                    Set.of(Fragment.IS_FRAGMENT, Fragment.FIRST_FRAGMENT)),
            new FlowAction.Discard(),
            "web");
    private static final Announcement LIMIT6 = new FlowSpec(
            new FlowRule(
                    Prefix.parse("2001:db8:1::3"),
                    Prefix.parse("2001:db8:ffff::/48"),
                    Set.of(17),
                    List.of(Span.of(53)),
                    List.of(),
                    List.of(),
                    Set.of(),
                    Set.of(Fragment.NOT_A_FRAGMENT)),
            new FlowAction.RateLimit(125000),
            "web");
    private static final Announcement REDIRECT =
            new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.4")), new FlowAction.Redirect(65001, 77), "web");
    private static final Announcement MARK =
            new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.5")), new FlowAction.Mark(46), "web");
    private static final Announcement ACCEPT =
            new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.6")), new FlowAction.Accept(), "web");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path data;
    private Path place;
    private Bird bird;
    private Frr frr;
    private ExabgpDaemon exabgp;
    private ExabgpSpeaker speaker;

    @Before
    public void start() throws Exception {
        Assume.assumeTrue(ExabgpDaemon.isThere() && Bird.isThere());
        List<Integer> ports = Program.freePorts(2);
        bird = new Bird(folder.newFolder().toPath(), ports.get(0), ExabgpDaemon.ADDRESS, 0);
        frr = new Frr(folder.newFolder().toPath(), ports.get(1), ExabgpDaemon.ADDRESS, 0);
        data = folder.newFolder().toPath();
        bird.start();
        if (Frr.isThere()) {
            frr.start();
        }
    }

    @After
    public void stop() {
        if (speaker != null) {
            speaker.deactivate();
        }
        if (exabgp != null) {
            exabgp.close();
        }
        if (bird != null) {
            bird.close();
            frr.close();
        }
    }

    private void exabgp(String run) throws Exception {
        exabgp = new ExabgpDaemon(
                folder.newFolder().toPath(), Frr.isThere() ? List.<Router>of(bird, frr) : List.of(bird), run);
        exabgp.start();
    }

    private void process() throws Exception {
        place = folder.newFolder().toPath().resolve("exabgp.sock");
        exabgp("/usr/bin/python3 " + Path.of(System.getProperty("polder.root"), "etc/exabgp/polder-exabgp.py") + " "
                + place);
    }

    private void speaker(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "polder.bgp.exabgp~edge"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        speaker = new ExabgpSpeaker(properties, data);
    }

    private void await(State state, Announcement... wanted) throws Exception {
        Eventually.until(
                START,
                () -> speaker.trouble() + speaker.standings(),
                text -> speaker.standings().keySet().equals(Set.of(wanted))
                        && speaker.standings().values().stream()
                                .map(Standing::state)
                                .allMatch(state::equals));
    }

    @Test
    public void theProcessAnswersAndRoutesArriveAndLeave() throws Exception {
        process();
        speaker("socket", place.toString(), "communities.network", "65001:667 65001:1:7 target:65001:9", "med", "7");
        Eventually.until(
                START,
                () -> speaker.peers(),
                peers -> !peers.isEmpty() && peers.stream().allMatch(peer -> peer.up() && peer.asn() > 65001));
        Eventually.until(LIMIT, () -> speaker.trouble(), String::isEmpty);
        speaker.want(Set.of(HOST, HOST6, NETWORK, DISCARD, LIMIT6, REDIRECT, MARK, ACCEPT));
        await(State.CONFIRMED, HOST, HOST6, NETWORK, DISCARD, LIMIT6, REDIRECT, MARK, ACCEPT);
        String routes = Eventually.until(LIMIT, bird::routes, text -> Stream.of(
                        "10.1.2.3/32 ",
                        "10.1.4.0/24 ",
                        "2001:db8:1::3/128 ",
                        "dst 10.1.2.3/32",
                        "10.1.2.4",
                        "10.1.2.5",
                        "10.1.2.6",
                        "flow6 {")
                .allMatch(text::contains));
        assertThat(words(routes))
                .contains("10.1.2.3/32 unreachable", "BGP.next_hop: 192.0.2.1", "BGP.med: 7")
                .contains("BGP.community: (65535,666) (65535,65281)")
                .contains("BGP.next_hop: 100::1")
                .contains("BGP.community: (65001,667) (65535,65281)", "BGP.large_community: (65001, 1, 7)")
                .contains("BGP.ext_community: (rt, 65001, 9)")
                .contains(
                        "flow4 { dst 10.1.2.3/32; src 198.51.100.0/24; proto 6,17,41,50; dport 80; sport 53,1000..2000; "
                                + "tcp flags !0x0/0x2 || !0x0/0x8 || !0x0/0x10 || !0x0/0x20; length 1200..1500; "
                                + "fragment !!is_fragment || !!first_fragment; }")
                .contains("flow6 { dst 2001:db8:1::3/128; src 2001:db8:ffff::/48; next header 17; sport 53; "
                        + "fragment !is_fragment && !first_fragment && !last_fragment; }")
                .contains("(generic, 0x80060000, 0x47f42400)", "(generic, 0x8008fde9, 0x4d)")
                .contains("(generic, 0x80090000, 0x2e)", "flow4 { dst 10.1.2.6/32; }");
        assertOfFrr();
        speaker.want(Set.of());
        Eventually.until(LIMIT, bird::routes, text -> !text.contains("10.1.2") && !text.contains("2001:db8:1::3"));
        Eventually.until(LIMIT, () -> speaker.standings(), Map::isEmpty);
    }

    private void assertOfFrr() throws Exception {
        if (Frr.isThere()) {
            assertThat(words(Eventually.until(LIMIT, frr::routes, text -> Stream.of(
                                    "10.1.2.3/32\"",
                                    "10.1.4.0/24\"",
                                    "2001:db8:1::3/128\"",
                                    "10.1.2.4",
                                    "10.1.2.5",
                                    "10.1.2.6",
                                    "2001:db8:1::3/128/off")
                            .allMatch(text::contains))))
                    .contains("\"community\":{\"string\":\"blackhole no-export\"", "\"ip\":\"192.0.2.1\"")
                    .contains("\"ip\":\"100::1\"", "\"largeCommunity\":{\"string\":\"65001:1:7\"")
                    .contains(
                            "Destination Address 10.1.2.3/32 Source Address 198.51.100.0/24 IP Protocol = 6 , = 17 , = 41 , = 50")
                    .contains("Destination Port = 80 Source Port = 53 , >= 1000 , <= 2000")
                    .contains(
                            "FS:rate 0.000000",
                            "FS:rate 125000.000000",
                            "FS:marking 46",
                            "FS:redirect VRF RT:65001:77");
        }
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ");
    }

    @Test
    public void hundredsAreThereWithinSeconds() throws Exception {
        process();
        speaker("socket", place.toString());
        Eventually.until(START, () -> speaker.trouble(), String::isEmpty);
        Announcement[] many = IntStream.range(0, 300)
                .mapToObj(i -> new Blackhole(Prefix.parse("10.2." + i / 250 + "." + i % 250), "web"))
                .toArray(Announcement[]::new);
        speaker.want(Set.of(many));
        long began = System.nanoTime();
        await(State.CONFIRMED, many);
        System.out.println("it: 300 routes in " + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertThat(System.nanoTime() - began).isLessThan(LIMIT.toNanos());
    }

    @Test
    public void exabgpKilledAndStartedAgainHasWhatIsWanted() throws Exception {
        process();
        speaker("socket", place.toString());
        speaker.want(Set.of(HOST, HOST6, DISCARD));
        await(State.CONFIRMED, HOST, HOST6, DISCARD);
        exabgp.kill();
        await(State.WAITING, HOST, HOST6, DISCARD);
        speaker.want(Set.of(HOST6, NETWORK));
        exabgp.start();
        long began = System.nanoTime();
        await(State.CONFIRMED, HOST6, NETWORK);
        assertThat(System.nanoTime() - began).isLessThan(LIMIT.toNanos());
        String routes = Eventually.until(
                START, bird::routes, text -> text.contains("10.1.4.0/24") && text.contains("2001:db8:1::3"));
        assertThat(routes).doesNotContain("10.1.2.3");
    }

    @Test
    public void polderStartedAgainTakesAwayWhatIsNoLongerWantedAndLeavesTheRestInPeace() throws Exception {
        process();
        speaker("socket", place.toString());
        speaker.want(Set.of(HOST, HOST6, DISCARD, MARK));
        await(State.CONFIRMED, HOST, HOST6, DISCARD, MARK);
        Eventually.until(START, bird::routes, text -> text.contains("10.1.2.3/32") && text.contains("10.1.2.5/32"));
        String before = updates();
        speaker.deactivate();
        speaker("socket", place.toString());
        Eventually.until(START, () -> speaker.peers(), peers -> !peers.isEmpty());
        assertThat(bird.routes()).contains("10.1.2.3/32", "10.1.2.5/32");
        speaker.want(Set.of(HOST6, MARK));
        await(State.CONFIRMED, HOST6, MARK);
        Eventually.until(LIMIT, bird::routes, text -> !text.contains("10.1.2.3"));
        assertThat(updates()).isEqualTo(before);
    }

    /** How many announcements BIRD has received. */
    private String updates() throws Exception {
        return String.join(
                "\n",
                bird.session()
                        .lines()
                        .filter(line -> line.contains("Import updates"))
                        .toList());
    }

    @Test
    public void aRouterStartedAgainHasWhatIsWantedAndOtherAttributesComeInPlace() throws Exception {
        process();
        speaker("socket", place.toString());
        speaker.want(Set.of(HOST, DISCARD));
        await(State.CONFIRMED, HOST, DISCARD);
        Eventually.until(START, bird::routes, text -> text.contains("10.1.2.3/32"));
        bird.kill();
        Eventually.until(START, () -> speaker.trouble(), text -> text.contains("127.0.0.11 is"));
        bird.start();
        Eventually.until(START, bird::routes, text -> text.contains("10.1.2.3/32 ") && text.contains("flow4 {"));
        speaker.modified(Map.of(
                "service.pid",
                "polder.bgp.exabgp~edge",
                "socket",
                place.toString(),
                "communities",
                "65001:7 nonsense"));
        speaker.modified(Map.of(
                "service.pid",
                "polder.bgp.exabgp~edge",
                "socket",
                place.toString(),
                "group.web.communities",
                "65001:8"));
        String routes = Eventually.until(LIMIT, bird::routes, text -> text.contains("(65001,8) (65535,65281)"));
        assertThat(routes).doesNotContain("(65001,7)", "(65535,666)");
        assertThat(bird.session().lines().filter(line -> line.contains("Import withdraws")))
                .allMatch(line -> line.matches("\\s*Import withdraws:\\s+0 .*"));
    }

    @Test
    public void aPipeIsEnough() throws Exception {
        place = folder.newFolder().toPath().resolve("exabgp.cmd");
        Router.run("mkfifo", place.toString());
        Path reader = Files.writeString(folder.newFile("reader.sh").toPath(), "exec cat <>" + place + "\n");
        speaker("pipe", place.toString());
        speaker.want(Set.of(HOST, HOST6, DISCARD));
        Eventually.until(LIMIT, () -> speaker.trouble(), text -> text.startsWith("no reader on " + place));
        await(State.WAITING, HOST, HOST6, DISCARD);
        exabgp("/bin/sh " + reader);
        await(State.SENT, HOST, HOST6, DISCARD);
        assertThat(speaker.trouble()).isEmpty();
        Eventually.until(
                START,
                bird::routes,
                text -> text.contains("10.1.2.3/32")
                        && text.contains("2001:db8:1::3")
                        && text.contains("flow4 { dst 10.1.2.3/32"));
        speaker.want(Set.of(HOST6));
        Eventually.until(LIMIT, bird::routes, text -> !text.contains("10.1.2.3"));

        // killed, and what was left behind by a Polder that was killed too
        exabgp.kill();
        exabgp.start();
        speaker.want(Set.of(HOST6, HOST));
        Eventually.until(START, bird::routes, text -> text.contains("10.1.2.3") && text.contains("2001:db8:1::3"));
        speaker.deactivate();
        speaker("pipe", place.toString());
        speaker.want(Set.of(HOST));
        Eventually.until(LIMIT, bird::routes, text -> text.contains("10.1.2.3") && !text.contains("2001:db8:1::3"));
    }
}
