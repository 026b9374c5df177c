// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.engine.Fakes.await;
import static polder.engine.Fakes.pid;

import java.util.Map;
import org.junit.After;
import org.junit.Test;
import polder.api.capture.LaneStatus;
import polder.api.capture.LaneStatus.State;
import polder.api.flow.FlowTap;
import polder.engine.Fakes.FakeCapture;
import polder.engine.Fakes.FakeDecoder;
import polder.engine.Fakes.FakeFilter;
import polder.engine.Fakes.FakeTap;
import polder.engine.Fakes.Socket;

/** Those who take flows, or leave them out, come and go. */
public class TapTest {
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

    @After
    public void stop() {
        engine.stop();
    }

    @Test
    public void aTapIsToldTheLastOfItBeforeItsRemovalReturnsAndItsSuccessorGetsTheRest() {
        plugAll();
        send(100);
        await("the first flows", () -> tap.flows.get() == 100);
        engine.removeTap(tap, TAP);
        assertThat(tap.closed).containsExactly("polder-lane-edge-0");
        send(100);
        FakeTap successor = new FakeTap();
        engine.addTap(successor, TAP);
        await("the rest", () -> successor.flows.get() == 100);
        assertThat(tap.flows.get()).isEqualTo(100);
    }

    @Test
    public void aTapThatOnlyLooksForAMomentHoldsNobodyUpWhenItGoes() {
        plugAll();
        Map<String, Object> passing = Map.of(FlowTap.PASSING, true);
        FakeTap look = new FakeTap();
        engine.addTap(look, passing);
        await("the look", () -> look.heartbeats.get() > 0);
        engine.removeTap(look, passing);
        assertThat(look.closed).containsExactly("polder-lane-edge-0");
        long before = tap.flows.get();
        long start = System.nanoTime();
        send(100);
        await("the flows", () -> tap.flows.get() == before + 100);
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }

    @Test
    public void aTapThatOnlyLooksIsNotTheOneThatLanesWaitForAtTheStart() {
        engine.addTap(new FakeTap(), Map.of(FlowTap.PASSING, true));
        engine.addDecoder(decoder, DECODER);
        engine.addCapture(capture, CAPTURE);
        send(100);
        await("the hold", () -> lane().state() == State.HOLDING);
        assertThat(socket.waiting.get()).isEqualTo(100);
        engine.addTap(tap, TAP);
        await("the flows", () -> tap.flows.get() == 100);
    }

    @Test
    public void detailsAreDecodedWhileSomebodyWantsThem() {
        plugAll();
        send(10);
        await("the flows", () -> tap.flows.get() == 10);
        assertThat(decoder.detailed).isFalse();
        FakeTap curious = new FakeTap();
        engine.addTap(curious, pid("polder.evidence", "details", "true"));
        send(10);
        await("the flows", () -> tap.flows.get() == 20);
        assertThat(decoder.detailed).isTrue();
        engine.removeTap(curious, pid("polder.evidence", "details", "true"));
        send(10);
        await("the flows", () -> tap.flows.get() == 30);
        assertThat(decoder.detailed).isFalse();
    }

    @Test
    public void aTapSaysBeforeEachBatchWhetherItWantsDetails() {
        plugAll();
        tap.curious = true;
        await("details", () -> {
            send(1);
            return decoder.detailed;
        });
        tap.curious = false;
        await("no details", () -> {
            send(1);
            return !decoder.detailed;
        });
    }

    @Test
    public void aFilterMayWantDetailsKnowsTheDecoderAndIsToldTheEnd() {
        plugAll();
        FakeFilter filter = new FakeFilter();
        filter.curious = true;
        engine.addFilter(filter, pid("polder.filter.test"));
        await("details", () -> {
            send(1);
            return decoder.detailed;
        });
        await("a batch", () -> filter.decoder.equals("netflow"));
        engine.removeFilter(filter, pid("polder.filter.test"));
        assertThat(filter.closed).containsExactly("polder-lane-edge-0");
        await("no details", () -> {
            send(1);
            return !decoder.detailed;
        });
    }

    @Test
    public void filtersLeaveFlowsOutBeforeAnyTapSeesThem() {
        engine.addFilter(
                lane -> flows -> {
                    for (int i = 0; i < flows.size(); i++) {
                        if (flows.targetLow(i) % 2 == 0) {
                            flows.leaveOut(i);
                        }
                    }
                },
                pid("polder.filter.test"));
        plugAll();
        send(1);
        await("one left out", () -> lane().filtered() == 1);
        send(100);
        await("all counted", () -> tap.flows.get() + lane().filtered() == 101);
        assertThat(lane().packets()).isEqualTo(101);
    }
}
