// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import javax.json.JsonObject;
import org.junit.After;
import org.junit.Test;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigations;
import polder.api.mitigation.Proposal;
import polder.api.mitigation.Speaker;
import polder.api.testing.FakeMitigations;
import polder.wire.Prefix;

public class MitigationCommandsTest {
    private final Fakes fakes = new Fakes();
    private final KarafShell shell = KarafShell.withFakes(fakes);
    private final FakeMitigations mitigations = new FakeMitigations((what, time, who, why) -> {
        if (what.target().toString().startsWith("203.")) {
            throw new IllegalArgumentException("the guard is against " + what + ": it is none of ours");
        }
        return what + " " + time + " " + who + " " + why;
    });
    private final FlowSpec rule = FlowSpec.parse("destination 192.0.2.7/32 protocol udp source-port 53 discard", "web");
    private final Mitigation pending =
            FakeMitigations.of(State.PENDING, rule, fakes.active.get(0).id());
    private final Mitigation announced = FakeMitigations.of(
            State.CONFIRMED, new polder.api.mitigation.Blackhole(Prefix.parse("192.0.2.8"), "web"), null);

    public MitigationCommandsTest() {
        shell.put(Mitigations.class, mitigations);
        mitigations.active.addAll(List.of(pending, announced));
    }

    @After
    public void close() {
        shell.close();
    }

    @Test
    public void whatIsAnnouncedOrWaitsIsListed() throws Exception {
        assertThat(shell.run("polder:mitigation-list"))
                .contains(
                        "pending",
                        "flowspec destination 192.0.2.7/32",
                        "93",
                        "confirmed",
                        "blackhole 192.0.2.8",
                        "in 9m");
        JsonObject one = shell.array("polder:mitigation-list --json").getJsonObject(0);
        assertThat(one.keySet())
                .containsExactly(
                        "id",
                        "state",
                        "what",
                        "target",
                        "group",
                        "policy",
                        "step",
                        "attack",
                        "since",
                        "expires",
                        "announced",
                        "ended",
                        "coverage",
                        "collateral",
                        "words");
        assertThat(one.getString("id")).isEqualTo(pending.id().toString());
        assertThat(one.isNull("collateral")).isTrue();
        mitigations.active.clear();
        assertThat(shell.run("polder:mitigation-list")).contains("Nothing is announced");
    }

    @Test
    public void refusalsAreListed() throws Exception {
        mitigations.refusals.add(
                new Mitigations.Refusal(Instant.EPOCH, announced.what(), "192.0.2.8 is in none of our own networks"));
        assertThat(shell.run("polder:mitigation-list --refused")).contains("blackhole 192.0.2.8", "none of our own");
    }

    @Test
    public void oneIsShownWithItsSteps() throws Exception {
        JsonObject one = shell.object("polder:mitigation-show --json 192.0.2.7");
        assertThat(one.getString("policy")).isEqualTo("web");
        assertThat(one.getJsonArray("steps")).hasSize(1);
        assertThat(shell.run("polder:mitigation-show " + pending.id())).contains("step.2 of policy web");
        assertThatThrownBy(() -> shell.run("polder:mitigation-show 192.0.2.99"))
                .hasMessageContaining("no mitigation '192.0.2.99'");
    }

    @Test
    public void theyAreApprovedRejectedAndWithdrawnUnderTheUsersName() throws Exception {
        shell.run("polder:mitigation-approve " + pending.id().toString().substring(0, 8));
        shell.run("polder:mitigation-approve " + fakes.active.get(0).id());
        shell.run("polder:mitigation-reject --reason \"it is a test\" 192.0.2.7");
        shell.run("polder:mitigation-withdraw 192.0.2.8");
        assertThat(mitigations.done)
                .containsExactly(
                        "approve 192.0.2.7 ann",
                        "approve 192.0.2.7 ann",
                        "reject 192.0.2.7 ann it is a test",
                        "withdraw 192.0.2.8 ann");
        assertThatThrownBy(() -> shell.run("polder:mitigation-approve 192.0.2.8"))
                .hasMessageContaining("blackhole 192.0.2.8 is confirmed");
    }

    @Test
    public void everythingIsStoppedAndGoesOn() throws Exception {
        assertThat(shell.run("polder:mitigation-stop --reason maintenance"))
                .contains("everything is stopped by ann: maintenance");
        assertThat(shell.run("polder:status")).contains("everything is stopped by ann", "mitigation-resume");
        assertThat(shell.object("polder:mitigation-resume --json").getBoolean("stopped"))
                .isFalse();
    }

    @Test
    public void blackholesAndRulesAreAnnouncedByHand() throws Exception {
        shell.run("polder:blackhole --time 30m --reason asked 192.0.2.0/24");
        shell.run("polder:flowspec-announce destination 192.0.2.7/32 protocol udp source-port 53 rate-limit 8mbps");
        assertThat(mitigations.done)
                .containsExactly(
                        "blackhole 192.0.2.0/24 PT30M ann asked",
                        "flowspec destination 192.0.2.7/32 protocol udp source-port 53 rate-limit 1000000 PT0S ann ");
        assertThatThrownBy(() -> shell.run("polder:blackhole 203.0.113.1"))
                .hasMessageContaining("the guard is against blackhole 203.0.113.1");
        assertThatThrownBy(() -> shell.run("polder:blackhole 0.0.0.0/0")).hasMessageContaining("everything");
        assertThatThrownBy(() -> shell.run("polder:blackhole --time soon 192.0.2.1"))
                .hasMessageContaining("--time soon");
        assertThatThrownBy(() -> shell.run("polder:flowspec-announce nonsense")).hasMessageContaining("nonsense");
    }

    @Test
    public void rulesAreProposedAndPrintedForRouters() throws Exception {
        mitigations.proposal =
                new Proposal(List.of(new Proposal.Rule(rule.rule(), 0.95, 0.01)), 0.95, 0.01, "of 5000 flows");
        String attack = fakes.active.get(0).id().toString();
        assertThat(shell.run("polder:flowspec-propose " + attack)).contains("95", "of 5000 flows", "source-port 53");
        assertThat(shell.object("polder:flowspec-propose --json " + attack).getJsonArray("rules"))
                .hasSize(1);
        assertThat(shell.run("polder:flowspec-propose --format exabgp --action \"rate-limit 8mbps\" " + attack))
                .contains("flow", "rate-limit");
        assertThatThrownBy(() -> shell.run("polder:flowspec-propose --format paper " + attack))
                .hasMessageContaining("--format 'paper' is none of exabgp");
        assertThat(shell.run("polder:flowspec-list")).contains("No FlowSpec rule is announced");
        mitigations.active.add(FakeMitigations.of(State.ANNOUNCED, rule, null));
        assertThat(shell.array("polder:flowspec-list --json")).hasSize(1);
        assertThat(shell.run("polder:flowspec-list --format juniper")).contains("192.0.2.7/32");
    }

    @Test
    public void daemonsAreListedAndWhatIsWrongIsInTheStatus() throws Exception {
        assertThat(shell.run("polder:bgp-peer-list")).contains("No BGP speaker is installed");
        mitigations.daemons.add(
                new Mitigations.Daemon("polder.bgp.gobgp-a", "gobgpd is away; start it", 2, 0, List.of()));
        mitigations.daemons.add(new Mitigations.Daemon(
                "polder.bgp.exabgp-b",
                "",
                2,
                2,
                List.of(
                        new Speaker.Peer("192.0.2.254", 65001, true, "established", 60, 2),
                        new Speaker.Peer("192.0.2.253", 65001, false, "idle", -1, -1))));
        mitigations.active.add(FakeMitigations.of(State.FAILED, rule, null));
        assertThat(shell.run("polder:bgp-peer-list"))
                .contains("polder.bgp.gobgp-a", "gobgpd is away", "192.0.2.254", "no: idle");
        assertThat(shell.array("polder:bgp-peer-list --json")).hasSize(3);
        assertThat(shell.run("polder:status"))
                .contains(
                        "polder.bgp.gobgp-a: gobgpd is away; start it",
                        "router 192.0.2.253 of polder.bgp.exabgp-b is not connected: idle",
                        "1 mitigation waits for approval",
                        "1 announcements have failed");
    }

    @Test
    public void anAttackShowsWhatWasDoneAgainstIt() throws Exception {
        String attack = fakes.active.get(0).id().toString();
        assertThat(shell.run("polder:attack-show " + attack)).contains("flowspec destination 192.0.2.7/32");
        assertThat(shell.object("polder:attack-show --json " + attack).getJsonArray("mitigations"))
                .hasSize(1);
    }

    @Test
    public void withoutTheBundleItIsSaid() {
        shell.remove(Mitigations.class);
        assertThatThrownBy(() -> shell.run("polder:mitigation-list")).hasMessageContaining("polder.mitigation");
    }
}
