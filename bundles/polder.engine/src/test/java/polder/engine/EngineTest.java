// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.engine.Fakes.await;
import static polder.engine.Fakes.pid;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.capture.LaneStatus.State;
import polder.api.flow.FlowTap;
import polder.engine.Fakes.FakeCapture;
import polder.engine.Fakes.FakeDecoder;

public class EngineTest {
    @Rule
    public final Rig rig = new Rig();

    private boolean isIdle() {
        return rig.socket.waiting.get() == 0 && rig.lane().packets() == rig.socket.polled.get();
    }

    @Test
    public void packetsBecomeFlowsOnALaneOfTheirOwn() {
        rig.plugAll();
        rig.send(1000);
        await("all flows", () -> rig.tap.flows.get() == 1000);
        await("the counters", () -> rig.lane().packets() == 1000 && rig.lane().flows() == 1000);
        assertThat(rig.lane().capture()).isEqualTo("edge");
        assertThat(rig.lane().type()).isEqualTo("polder.capture.udp");
        assertThat(rig.lane().state()).isEqualTo(State.RUNNING);
        assertThat(rig.lane().bytes()).isEqualTo(8000);
    }

    @Test
    public void aRunningLaneAllocatesNothingForAPacketOrAFlow() {
        rig.plugAll();
        rig.send(500_000);
        await("a warm lane", () -> rig.tap.flows.get() == 500_000);
        long lane = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("polder-lane-edge-0"))
                .findFirst()
                .orElseThrow()
                .getId();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(lane);
        rig.send(500_000);
        await("as many again", () -> rig.tap.flows.get() == 1_000_000);
        assertThat(threads.getThreadAllocatedBytes(lane) - before)
                .as("bytes for 500,000 packets and flows")
                .isLessThan(50_000);
    }

    @Test
    public void anIdleLaneHasAHeartbeat() {
        rig.plugAll();
        long before = rig.tap.heartbeats.get();
        await("heartbeats", () -> rig.tap.heartbeats.get() > before + 3);
    }

    @Test
    public void packetsWaitForADecoderThatIsBeingReplaced() {
        rig.plugAll();
        rig.send(100);
        await("the first flows", () -> rig.tap.flows.get() == 100);
        rig.engine.removeDecoder(rig.decoder);
        rig.send(100);
        await("the hold", () -> rig.lane().state() == State.HOLDING);
        assertThat(rig.socket.waiting.get()).isEqualTo(100);
        rig.engine.addDecoder(new FakeDecoder(), Rig.DECODER);
        await("the rest", () -> rig.tap.flows.get() == 200);
        assertThat(rig.lane().rejects()).isEmpty();
    }

    @Test
    public void aLaneGoesOnWhileItsCaptureIsBeingReplaced() {
        rig.plugAll();
        rig.send(100);
        await("the first flows", () -> rig.tap.flows.get() == 100);
        rig.engine.removeCapture(rig.capture, Rig.CAPTURE);
        rig.send(100);
        await("flows without the service", () -> rig.tap.flows.get() == 200);
        rig.engine.addCapture(new FakeCapture(rig.socket), Rig.CAPTURE);
        await("the successor's lane", () -> rig.socket.opens.get() == 2);
        rig.send(100);
        await("the rest", () -> rig.tap.flows.get() == 300);
        await("the counters go on", () -> rig.lane().packets() == 300);
        assertThat(rig.engine.lanes()).hasSize(1);
    }

    @Test
    public void aCaptureThatIsGoneForGoodIsClosed() {
        rig.plugAll();
        await("the lane", () -> rig.socket.opens.get() == 1);
        rig.engine.removeCapture(rig.capture, Rig.CAPTURE);
        await("the end of the lane", () -> rig.engine.lanes().isEmpty());
    }

    @Test
    public void acceptedSettingsOpenTheLaneAgainRefusedOnesDoNot() {
        rig.plugAll();
        await("the lane", () -> rig.socket.opens.get() == 1);
        rig.engine.updatedCapture(rig.capture, pid("polder.capture.udp~edge", "decoder", "other", "lanes", "3"));
        rig.send(10);
        await("flows as before", () -> rig.tap.flows.get() == 10);
        assertThat(rig.engine.lanes()).hasSize(1);
        rig.engine.updatedCapture(rig.capture, pid("polder.capture.udp~edge", "decoder", "netflow", "lanes", "2"));
        rig.socket.answer = CaptureLane.REOPEN;
        await("two lanes", () -> rig.engine.lanes().size() == 2);
        await("opened anew", () -> rig.socket.opens.get() == 3);
        assertThat(rig.engine.lanes()).allMatch(lane -> lane.decoder().equals("netflow"));
    }

    @Test
    public void aSourceThatFailsIsTriedAgainAndSaysWhy() {
        rig.socket.failure = "port 2055 is in use";
        rig.plugAll();
        await("the failure", () -> rig.lane().state() == State.FAILED);
        assertThat(rig.lane().problem()).isEqualTo("port 2055 is in use");
        rig.socket.failure = "";
        rig.send(5);
        await("flows after all", () -> rig.tap.flows.get() == 5);
        assertThat(rig.lane().problem()).isEmpty();
    }

    @Test
    public void anOpenLaneSaysWhyNothingComes() {
        rig.plugAll();
        rig.socket.silence = "interface eth1 is down";
        await("its words", () -> rig.lane().problem().equals("interface eth1 is down"));
        assertThat(rig.lane().state()).isEqualTo(State.FAILED);
        rig.socket.silence = "";
        await("that it goes on", () -> rig.lane().problem().isEmpty());
        assertThat(rig.lane().state()).isEqualTo(State.RUNNING);
        assertThat(rig.socket.opens.get()).isEqualTo(1);
    }

    @Test
    public void aLaneGoesOnWhileItsSuccessorCannotBeOpened() {
        rig.plugAll();
        rig.send(10);
        await("the first flows", () -> rig.tap.flows.get() == 10);
        rig.socket.failure = "port 9995 is in use";
        rig.engine.updatedCapture(rig.capture, pid("polder.capture.udp~edge", "decoder", "netflow", "lanes", "2"));
        rig.socket.answer = CaptureLane.REOPEN;
        await("the failure", () -> rig.lane().problem().equals("port 9995 is in use"));
        rig.send(100);
        await("flows all the same", () -> rig.tap.flows.get() == 110);
        assertThat(rig.lane().state()).isEqualTo(State.RUNNING);
        assertThat(rig.engine.lanes()).hasSize(1);
        assertThat(rig.socket.opens.get()).isEqualTo(1);
        rig.socket.failure = "";
        await(
                "the successor, and its settings in force",
                () -> rig.engine.lanes().size() == 2);
        rig.send(100);
        await("the rest", () -> rig.tap.flows.get() == 210);
        assertThat(rig.lane().problem()).isEmpty();
    }

    @Test
    public void aCaptureThatCannotBeOpenedDoesNotHoldUpWhoLeaves() {
        rig.plugAll();
        rig.send(10);
        await("the first flows", () -> rig.tap.flows.get() == 10);
        rig.socket.overlaps = false;
        rig.socket.failure = "no such device";
        rig.engine.addCapture(new FakeCapture(rig.socket), Rig.CAPTURE);
        await("the failure", () -> rig.lane().state() == State.FAILED);
        rig.engine.addCapture(new FakeCapture(rig.socket), Rig.CAPTURE);
        long before = System.nanoTime();
        rig.engine.removeTap(rig.tap, Rig.TAP);
        assertThat(System.nanoTime() - before).isLessThan(500_000_000L);
        assertThat(rig.tap.closed).hasSize(1);
    }

    @Test
    public void anEndedSourceStaysInTheList() {
        rig.plugAll();
        rig.socket.answer = CaptureLane.END;
        await("the end", () -> rig.lane().state() == State.ENDED);
        long before = rig.tap.heartbeats.get();
        await("heartbeats all the same", () -> rig.tap.heartbeats.get() > before + 1);
    }

    @Test
    public void aDecoderThatThrowsIsCountedAndHarmsNothingElse() {
        rig.decoder.broken = true;
        rig.plugAll();
        rig.send(300);
        await("the rejects", () -> rig.lane().rejects().getOrDefault("decoder_failed", 0L) == 300);
        rig.decoder.broken = false;
        rig.send(10);
        await("flows again", () -> rig.tap.flows.get() == 10);
    }

    @Test
    public void aPlugInThatCannotBeOpenedIsLeftOutAndTheOthersAreNot() {
        FlowTap broken = lane -> {
            throw new IllegalStateException("broken on purpose");
        };
        rig.engine.addTap(broken, pid("polder.broken.tap"));
        rig.engine.addFilter(
                lane -> {
                    throw new IllegalStateException("broken on purpose");
                },
                pid("polder.broken.filter"));
        rig.plugAll();
        rig.send(100);
        await("flows all the same", () -> rig.tap.flows.get() == 100);
        rig.engine.removeTap(broken, pid("polder.broken.tap"));
        rig.send(100);
        await("flows after it went", () -> rig.tap.flows.get() == 200);
    }

    @Test
    public void aDecoderThatCannotBeOpenedIsCountedAsFailed() {
        rig.engine.addTap(rig.tap, Rig.TAP);
        rig.engine.addDecoder(
                lane -> {
                    throw new IllegalStateException("broken on purpose");
                },
                Rig.DECODER);
        rig.engine.addCapture(rig.capture, Rig.CAPTURE);
        rig.send(7);
        await("the rejects", () -> rig.lane().rejects().getOrDefault("decoder_failed", 0L) == 7);
        await("heartbeats all the same", () -> rig.tap.heartbeats.get() > 10);
    }

    @Test
    public void withoutADecoderPacketsAreCountedAfterAMoment() {
        rig.engine.addTap(rig.tap, Rig.TAP);
        rig.engine.addCapture(rig.capture, Rig.CAPTURE);
        rig.send(7);
        await("the hold", () -> rig.lane().state() == State.HOLDING);
        assertThat(rig.lane().problem()).isEqualTo("no decoder 'netflow' is installed");
        await("the rejects", () -> rig.lane().rejects().getOrDefault("no_decoder", 0L) == 7);
    }

    @Test
    public void packetsOfSendersThatAreNotAllowedAreCountedAndNotDecoded() {
        rig.socket.senders = 4;
        rig.engine.addTap(rig.tap, Rig.TAP);
        rig.engine.addDecoder(rig.decoder, Rig.DECODER);
        rig.engine.addCapture(
                rig.capture, pid("polder.capture.udp~edge", "decoder", "netflow", "allow", "192.0.2.0, 192.0.2.2/31"));
        rig.send(1000);
        await("the allowed three quarters", () -> rig.tap.flows.get() == 750);
        await("the rest", () -> rig.lane().rejects().getOrDefault("not_allowed", 0L) == 250);
        assertThat(rig.lane().packets()).isEqualTo(1000);
    }

    @Test
    public void whoIsAllowedChangesWhenTheCaptureHasAcceptedIt() {
        rig.socket.senders = 2;
        rig.plugAll();
        rig.send(100);
        await("flows of all", () -> rig.tap.flows.get() == 100);
        Map<String, Object> changed = pid("polder.capture.udp~edge", "decoder", "netflow", "allow", "192.0.2.1");
        rig.engine.updatedCapture(rig.capture, changed);
        rig.send(100);
        await("flows of all still", () -> rig.tap.flows.get() == 200);
        rig.socket.answer = CaptureLane.REOPEN;
        await("opened anew", () -> rig.socket.opens.get() == 2);
        long before = rig.socket.polled.get();
        await("the new list", () -> {
            rig.send(2);
            return rig.lane().rejects().getOrDefault("not_allowed", 0L) > 0;
        });
        assertThat(rig.socket.polled.get()).isGreaterThan(before);
        rig.engine.updatedCapture(rig.capture, Rig.CAPTURE);
        rig.socket.answer = CaptureLane.REOPEN;
        await("opened anew", () -> rig.socket.opens.get() == 3);
        await("everyone again", () -> {
            await("an idle lane", this::isIdle);
            long flows = rig.tap.flows.get();
            rig.send(100);
            await("an idle lane", this::isIdle);
            return rig.tap.flows.get() == flows + 100;
        });
    }

    @Test
    public void whatACaptureRefusedItselfIsCountedAndKept() {
        rig.socket.refused = 3;
        rig.plugAll();
        await("the rejects", () -> rig.lane().rejects().getOrDefault("unknown_version", 0L) == 3);
        rig.socket.answer = CaptureLane.REOPEN;
        await("those of the lane before, too", () -> rig.lane().rejects().getOrDefault("unknown_version", 0L) == 6);
    }
}
