// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.Test;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.FlowKind;
import polder.api.evidence.Usual;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRules;
import polder.api.mitigation.Proposal;
import polder.wire.Prefix;

public class ProposalsTest {
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int PUSH_ACK = 24;

    private final Random random = new Random(1);
    private final List<FlowKind> attack = new ArrayList<>();
    private final List<FlowKind> usual = new ArrayList<>();
    private final List<FlowKind> before = new ArrayList<>();

    private static FlowKind packets(int protocol, int from, int to, int length, int flags, long count) {
        return new FlowKind(protocol, from, to, length, flags, false, count, count, count * length);
    }

    private int port() {
        return 1024 + random.nextInt(60_000);
    }

    /** What a web server gets, packet by packet. */
    private void webServer() {
        for (int i = 0; i < 50; i++) {
            usual.add(packets(6, port(), 443, 60, SYN, 1));
            usual.add(packets(6, port(), 443, 52, ACK, 14));
            usual.add(packets(6, port(), 443, 300 + random.nextInt(1100), PUSH_ACK, 8));
        }
        usual.add(packets(17, 53, 40_000, 120, 0, 5));
        usual.add(packets(1, 0, 0, 84, 0, 2));
    }

    private Proposal propose(String target) {
        long kept = usual.size();
        AttackEvidence evidence = new AttackEvidence(
                new UUID(1, 1),
                Prefix.parse(target),
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1),
                true,
                Math.max(attack.size(), 100),
                1,
                1,
                1,
                0,
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                attack,
                kept == 0
                        ? Usual.UNKNOWN
                        : new Usual(target, kept, usual, before, Duration.ofSeconds(before.isEmpty() ? 0 : 10)));
        Proposal proposal = Proposals.of(90, 5).propose(evidence);
        for (Proposal.Rule one : proposal.rules()) {
            assertThat(FlowRules.faults(one.rule())).isEmpty();
            assertThat(one.rule().destination()).isEqualTo(Prefix.parse(target));
            assertThat(one.rule().protocols()).hasSize(1);
        }
        return proposal;
    }

    private static List<String> rules(Proposal proposal) {
        return proposal.rules().stream().map(one -> one.rule().toString()).toList();
    }

    @Test
    public void amplificationIsOneRuleByPortAndLength() {
        webServer();
        for (int i = 0; i < 200; i++) {
            attack.add(packets(17, 53, port(), 1300 + random.nextInt(150), 0, 100));
        }
        Proposal proposal = propose("192.0.2.1");
        assertThat(rules(proposal))
                .singleElement()
                .asString()
                .matches("destination 192.0.2.1/32 protocol udp source-port 53 packet-length 13\\d\\d-14\\d\\d");
        assertThat(proposal.coverage()).isBetween(0.95, 1.0);
        assertThat(proposal.collateral()).isZero();
        assertThat(proposal.words()).contains("usual for 192.0.2.1");
    }

    @Test
    public void whatWouldHaveComeAnyhowIsNoPartOfTheAttack() {
        webServer();
        attack.add(packets(17, 53, port(), 1300, 0, 700));
        attack.add(packets(6, 443, port(), 1400, ACK, 300));
        List<String> alone = rules(propose("192.0.2.1"));
        assertThat(alone).hasSize(2);
        before.add(packets(6, 443, port(), 1400, ACK, 2500));
        Proposal proposal = propose("192.0.2.1");
        assertThat(rules(proposal)).containsExactly(alone.get(0));
        assertThat(proposal.coverage()).isBetween(0.93, 0.94);
        assertThat(proposal.words()).contains("about 25.0 % of their packets would have come anyhow");
    }

    @Test
    public void noRuleIsAddedThatMatchesWhatCameRightBefore() {
        webServer();
        attack.add(packets(17, 53, port(), 1300, 0, 700));
        attack.add(packets(6, 443, 80, 1400, ACK, 300));
        assertThat(propose("192.0.2.1").rules()).hasSize(2);
        before.add(packets(6, 443, 80, 1400, ACK, 100));
        Proposal proposal = propose("192.0.2.1");
        assertThat(rules(proposal)).hasSize(1);
        assertThat(proposal.words()).contains("what would cover the rest hits more than 5.0 % of what is usual");
    }

    @Test
    public void pulsesBeforeAreNotTakenForUsual() {
        webServer();
        attack.add(packets(17, 53, 80, 1300, 0, 950));
        attack.add(packets(17, 123, 80, 468, 0, 50));
        List<String> alone = rules(propose("192.0.2.1"));
        before.add(packets(17, 53, 80, 1300, 0, 5700));
        before.add(packets(17, 123, 80, 468, 0, 300));
        Proposal proposal = propose("192.0.2.1");
        assertThat(rules(proposal)).isEqualTo(alone);
        assertThat(proposal.coverage()).isBetween(0.94, 0.96);
    }

    @Test
    public void aSynFloodIsMatchedByItsFlag() {
        webServer();
        for (int i = 0; i < 300; i++) {
            attack.add(packets(6, port(), 443, 60, SYN, 50));
        }
        Proposal proposal = propose("192.0.2.1");
        assertThat(rules(proposal))
                .containsExactly(
                        "destination 192.0.2.1/32 protocol tcp destination-port 443 packet-length 60 tcp-flags syn");
        assertThat(proposal.coverage()).isEqualTo(1);
        assertThat(proposal.collateral()).isBetween(0.04, 0.06);
        assertThat(proposal.rules().get(0).collateral()).isEqualTo(proposal.collateral());
    }

    @Test
    public void ofAWholeConnectionOnlyTheFirstPacketHasSyn() {
        usual.add(new FlowKind(6, 40_000, 443, 300, 27, false, 10, 1000, 300_000));
        attack.add(packets(6, 0xffff, 443, 60, SYN, 5000));
        attack.add(packets(6, 0xfffe, 443, 60, SYN, 5000));
        Proposal proposal = propose("192.0.2.1");
        assertThat(rules(proposal)).singleElement().asString().contains("tcp-flags syn");
        assertThat(proposal.collateral()).isZero();
        assertThat(ProposalsHits.part(FlowRule.parse("destination 10.0.0.1 protocol tcp tcp-flags syn"), usual.get(0)))
                .isEqualTo(0.01);
    }

    @Test
    public void severalVectorsAreSeveralRules() {
        webServer();
        for (int i = 0; i < 100; i++) {
            attack.add(packets(17, 123, port(), 468, 0, 500));
            attack.add(packets(17, 1900, port(), 320, 0, 300));
            attack.add(packets(6, port(), port(), 40, 4, 200));
        }
        Proposal proposal = propose("192.0.2.1");
        assertThat(rules(proposal))
                .containsExactly(
                        "destination 192.0.2.1/32 protocol udp source-port 123 packet-length 468",
                        "destination 192.0.2.1/32 protocol udp source-port 1900 packet-length 320",
                        "destination 192.0.2.1/32 protocol tcp packet-length 40 tcp-flags rst");
        assertThat(proposal.coverage()).isEqualTo(1);
        assertThat(proposal.rules().get(0).coverage()).isEqualTo(0.5);
    }

    @Test
    public void fragmentsAreMatchedAsSuchTheFirstToo() {
        webServer();
        attack.add(new FlowKind(17, 0, 0, 1500, 0, true, 7000, 7000, 1));
        attack.add(new FlowKind(17, 53, 4444, 1500, 0, true, 3000, 3000, 1));
        assertThat(rules(propose("2001:db8::1")))
                .containsExactly("destination 2001:db8::1/128 protocol udp packet-length 1500 "
                        + "fragment is-fragment,first-fragment");
    }

    @Test
    public void aCarpetIsMatchedByItsPrefix() {
        for (int i = 0; i < 400; i++) {
            attack.add(packets(17, port(), port(), 512, 0, 10));
        }
        Proposal proposal = propose("192.0.2.0/24");
        assertThat(rules(proposal)).containsExactly("destination 192.0.2.0/24 protocol udp packet-length 512");
        assertThat(proposal.collateral()).isNaN();
        assertThat(proposal.words()).contains("nothing is known of what 192.0.2.0/24 usually gets");
    }

    @Test
    public void whatHasNothingInCommonButTheProtocolIsSaidToBeSo() {
        webServer();
        for (int i = 0; i < 400; i++) {
            attack.add(packets(47, 0, 0, 100 + 3 * i, 0, 10));
        }
        Proposal proposal = propose("192.0.2.1");
        assertThat(rules(proposal)).containsExactly("destination 192.0.2.1/32 protocol gre");
        assertThat(proposal.words()).contains("nothing but the protocol");
    }

    @Test
    public void whatLooksLikeUsualTrafficIsLeftAlone() {
        webServer();
        for (FlowKind kind : usual) {
            attack.add(packets(
                    kind.protocol(),
                    kind.sourcePort(),
                    kind.targetPort(),
                    kind.length(),
                    kind.tcpFlags(),
                    kind.packets() * 100));
        }
        Proposal proposal = propose("192.0.2.1");
        assertThat(proposal.collateral()).isLessThanOrEqualTo(0.05);
        assertThat(proposal.coverage()).isLessThan(0.2);
        assertThat(proposal.words()).contains("of what is usual");
    }

    @Test
    public void ofNothingComesNothing() {
        Proposal proposal = propose("192.0.2.1");
        assertThat(proposal.rules()).isEmpty();
        assertThat(proposal.words()).isEqualTo("nothing was seen that was sent to 192.0.2.1");
    }
}
