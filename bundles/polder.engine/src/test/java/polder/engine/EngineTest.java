// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.engine.Fakes.await;
import static polder.engine.Fakes.pid;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.After;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.capture.LaneStatus;
import polder.api.capture.LaneStatus.State;
import polder.api.flow.FlowTap;
import polder.engine.Fakes.FakeCapture;
import polder.engine.Fakes.FakeDecoder;
import polder.engine.Fakes.FakeTap;
import polder.engine.Fakes.Socket;

public class EngineTest {
    private static final Map<String, Object> CAPTURE = pid("polder.capture.udp~edge", "decoder", "netflow");
    private static final Map<String, Object> DECODER = pid("polder.decode.netflow", "decoder", "netflow");
    private static final Map<String, Object> TAP = pid("polder.traffic");

    private final Engine engine = new Engine();
    private final Socket socket = new Socket();
    private final FakeCapture capture = new FakeCapture(socket);
    private final FakeDecoder decoder = new FakeDecoder();
    private final FakeTap tap = new FakeTap();

    private void plugAll() {
        engine.addTap(tap, TAP);
        engine.addDecoder(decoder, DECODER);
        engine.addCapture(capture, CAPTURE);
    }

    private void send(int packets) {
        socket.waiting.addAndGet(packets);
    }

    private LaneStatus lane() {
        return engine.lanes().get(0);
    }

    private boolean isIdle() {
        return socket.waiting.get() == 0 && lane().packets() == socket.polled.get();
    }

    @After
    public void stop() {
        engine.stop();
    }

    @Test
    public void packetsBecomeFlowsOnALaneOfTheirOwn() {
        plugAll();
        send(1000);
        await("all flows", () -> tap.flows.get() == 1000);
        await("the counters", () -> lane().packets() == 1000 && lane().flows() == 1000);
        assertThat(lane().capture()).isEqualTo("edge");
        assertThat(lane().type()).isEqualTo("polder.capture.udp");
        assertThat(lane().state()).isEqualTo(State.RUNNING);
        assertThat(lane().bytes()).isEqualTo(8000);
    }

    @Test
    public void aRunningLaneAllocatesNothingForAPacketOrAFlow() {
        plugAll();
        send(500_000);
        await("a warm lane", () -> tap.flows.get() == 500_000);
        long lane = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("polder-lane-edge-0"))
                .findFirst()
                .orElseThrow()
                .getId();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(lane);
        send(500_000);
        await("as many again", () -> tap.flows.get() == 1_000_000);
        assertThat(threads.getThreadAllocatedBytes(lane) - before)
                .as("bytes for 500,000 packets and flows")
                .isLessThan(50_000);
    }

    @Test
    public void anIdleLaneHasAHeartbeat() {
        plugAll();
        long before = tap.heartbeats.get();
        await("heartbeats", () -> tap.heartbeats.get() > before + 3);
    }

    @Test
    public void packetsWaitForADecoderThatIsBeingReplaced() {
        plugAll();
        send(100);
        await("the first flows", () -> tap.flows.get() == 100);
        engine.removeDecoder(decoder);
        send(100);
        await("the hold", () -> lane().state() == State.HOLDING);
        assertThat(socket.waiting.get()).isEqualTo(100);
        engine.addDecoder(new FakeDecoder(), DECODER);
        await("the rest", () -> tap.flows.get() == 200);
        assertThat(lane().rejects()).isEmpty();
    }

    @Test
    public void aLaneGoesOnWhileItsCaptureIsBeingReplaced() {
        plugAll();
        send(100);
        await("the first flows", () -> tap.flows.get() == 100);
        engine.removeCapture(capture, CAPTURE);
        send(100);
        await("flows without the service", () -> tap.flows.get() == 200);
        engine.addCapture(new FakeCapture(socket), CAPTURE);
        await("the successor's lane", () -> socket.opens.get() == 2);
        send(100);
        await("the rest", () -> tap.flows.get() == 300);
        await("the counters go on", () -> lane().packets() == 300);
        assertThat(engine.lanes()).hasSize(1);
    }

    @Test
    public void aCaptureThatIsGoneForGoodIsClosed() {
        plugAll();
        await("the lane", () -> socket.opens.get() == 1);
        engine.removeCapture(capture, CAPTURE);
        await("the end of the lane", () -> engine.lanes().isEmpty());
    }

    @Test
    public void acceptedSettingsOpenTheLaneAgainRefusedOnesDoNot() {
        plugAll();
        await("the lane", () -> socket.opens.get() == 1);
        engine.updatedCapture(capture, pid("polder.capture.udp~edge", "decoder", "other", "lanes", "3"));
        send(10);
        await("flows as before", () -> tap.flows.get() == 10);
        assertThat(engine.lanes()).hasSize(1);
        engine.updatedCapture(capture, pid("polder.capture.udp~edge", "decoder", "netflow", "lanes", "2"));
        socket.answer = CaptureLane.REOPEN;
        await("two lanes", () -> engine.lanes().size() == 2);
        await("opened anew", () -> socket.opens.get() == 3);
        assertThat(engine.lanes()).allMatch(lane -> lane.decoder().equals("netflow"));
    }

    @Test
    public void aSourceThatFailsIsTriedAgainAndSaysWhy() {
        socket.failure = "port 2055 is in use";
        plugAll();
        await("the failure", () -> lane().state() == State.FAILED);
        assertThat(lane().problem()).isEqualTo("port 2055 is in use");
        socket.failure = "";
        send(5);
        await("flows after all", () -> tap.flows.get() == 5);
        assertThat(lane().problem()).isEmpty();
    }

    @Test
    public void anOpenLaneSaysWhyNothingComes() {
        plugAll();
        socket.silence = "interface eth1 is down";
        await("its words", () -> lane().problem().equals("interface eth1 is down"));
        assertThat(lane().state()).isEqualTo(State.FAILED);
        socket.silence = "";
        await("that it goes on", () -> lane().problem().isEmpty());
        assertThat(lane().state()).isEqualTo(State.RUNNING);
        assertThat(socket.opens.get()).isEqualTo(1);
    }

    @Test
    public void aLaneGoesOnWhileItsSuccessorCannotBeOpened() {
        plugAll();
        send(10);
        await("the first flows", () -> tap.flows.get() == 10);
        socket.failure = "port 9995 is in use";
        engine.updatedCapture(capture, pid("polder.capture.udp~edge", "decoder", "netflow", "lanes", "2"));
        socket.answer = CaptureLane.REOPEN;
        await("the failure", () -> lane().problem().equals("port 9995 is in use"));
        send(100);
        await("flows all the same", () -> tap.flows.get() == 110);
        assertThat(lane().state()).isEqualTo(State.RUNNING);
        assertThat(engine.lanes()).hasSize(1);
        assertThat(socket.opens.get()).isEqualTo(1);
        socket.failure = "";
        await("the successor, and its settings in force", () -> engine.lanes().size() == 2);
        send(100);
        await("the rest", () -> tap.flows.get() == 210);
        assertThat(lane().problem()).isEmpty();
    }

    @Test
    public void aCaptureThatCannotBeOpenedDoesNotHoldUpWhoLeaves() {
        plugAll();
        send(10);
        await("the first flows", () -> tap.flows.get() == 10);
        socket.overlaps = false;
        socket.failure = "no such device";
        engine.addCapture(new FakeCapture(socket), CAPTURE);
        await("the failure", () -> lane().state() == State.FAILED);
        engine.addCapture(new FakeCapture(socket), CAPTURE);
        long before = System.nanoTime();
        engine.removeTap(tap, TAP);
        assertThat(System.nanoTime() - before).isLessThan(500_000_000L);
        assertThat(tap.closed).hasSize(1);
    }

    @Test
    public void anEndedSourceStaysInTheList() {
        plugAll();
        socket.answer = CaptureLane.END;
        await("the end", () -> lane().state() == State.ENDED);
        long before = tap.heartbeats.get();
        await("heartbeats all the same", () -> tap.heartbeats.get() > before + 1);
    }

    @Test
    public void aDecoderThatThrowsIsCountedAndHarmsNothingElse() {
        decoder.broken = true;
        plugAll();
        send(300);
        await("the rejects", () -> lane().rejects().getOrDefault("decoder_failed", 0L) == 300);
        decoder.broken = false;
        send(10);
        await("flows again", () -> tap.flows.get() == 10);
    }

    @Test
    public void aPlugInThatCannotBeOpenedIsLeftOutAndTheOthersAreNot() {
        FlowTap broken = lane -> {
            throw new IllegalStateException("broken on purpose");
        };
        engine.addTap(broken, pid("polder.broken.tap"));
        engine.addFilter(
                lane -> {
                    throw new IllegalStateException("broken on purpose");
                },
                pid("polder.broken.filter"));
        plugAll();
        send(100);
        await("flows all the same", () -> tap.flows.get() == 100);
        engine.removeTap(broken, pid("polder.broken.tap"));
        send(100);
        await("flows after it went", () -> tap.flows.get() == 200);
    }

    @Test
    public void aDecoderThatCannotBeOpenedIsCountedAsFailed() {
        engine.addTap(tap, TAP);
        engine.addDecoder(
                lane -> {
                    throw new IllegalStateException("broken on purpose");
                },
                DECODER);
        engine.addCapture(capture, CAPTURE);
        send(7);
        await("the rejects", () -> lane().rejects().getOrDefault("decoder_failed", 0L) == 7);
        await("heartbeats all the same", () -> tap.heartbeats.get() > 10);
    }

    @Test
    public void withoutADecoderPacketsAreCountedAfterAMoment() {
        engine.addTap(tap, TAP);
        engine.addCapture(capture, CAPTURE);
        send(7);
        await("the hold", () -> lane().state() == State.HOLDING);
        assertThat(lane().problem()).isEqualTo("no decoder 'netflow' is installed");
        await("the rejects", () -> lane().rejects().getOrDefault("no_decoder", 0L) == 7);
    }

    @Test
    public void packetsOfSendersThatAreNotAllowedAreCountedAndNotDecoded() {
        socket.senders = 4;
        engine.addTap(tap, TAP);
        engine.addDecoder(decoder, DECODER);
        engine.addCapture(
                capture, pid("polder.capture.udp~edge", "decoder", "netflow", "allow", "192.0.2.0, 192.0.2.2/31"));
        send(1000);
        await("the allowed three quarters", () -> tap.flows.get() == 750);
        await("the rest", () -> lane().rejects().getOrDefault("not_allowed", 0L) == 250);
        assertThat(lane().packets()).isEqualTo(1000);
    }

    @Test
    public void whoIsAllowedChangesWhenTheCaptureHasAcceptedIt() {
        socket.senders = 2;
        plugAll();
        send(100);
        await("flows of all", () -> tap.flows.get() == 100);
        Map<String, Object> changed = pid("polder.capture.udp~edge", "decoder", "netflow", "allow", "192.0.2.1");
        engine.updatedCapture(capture, changed);
        send(100);
        await("flows of all still", () -> tap.flows.get() == 200);
        socket.answer = CaptureLane.REOPEN;
        await("opened anew", () -> socket.opens.get() == 2);
        long before = socket.polled.get();
        await("the new list", () -> {
            send(2);
            return lane().rejects().getOrDefault("not_allowed", 0L) > 0;
        });
        assertThat(socket.polled.get()).isGreaterThan(before);
        engine.updatedCapture(capture, CAPTURE);
        socket.answer = CaptureLane.REOPEN;
        await("opened anew", () -> socket.opens.get() == 3);
        await("everyone again", () -> {
            await("an idle lane", this::isIdle);
            long flows = tap.flows.get();
            send(100);
            await("an idle lane", this::isIdle);
            return tap.flows.get() == flows + 100;
        });
    }

    @Test
    public void whatACaptureRefusedItselfIsCountedAndKept() {
        socket.refused = 3;
        plugAll();
        await("the rejects", () -> lane().rejects().getOrDefault("unknown_version", 0L) == 3);
        socket.answer = CaptureLane.REOPEN;
        await("those of the lane before, too", () -> lane().rejects().getOrDefault("unknown_version", 0L) == 6);
    }
}
