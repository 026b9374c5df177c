// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.engine.Fakes.await;
import static polder.engine.Fakes.pid;

import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import polder.api.capture.LaneStatus.State;
import polder.api.flow.FlowTap;
import polder.engine.Fakes.FakeFilter;
import polder.engine.Fakes.FakeTap;

/** Those who take flows, or leave them out, come and go. */
public class TapTest {
    @Rule
    public final Rig rig = new Rig();

    @Test
    public void aTapIsToldTheLastOfItBeforeItsRemovalReturnsAndItsSuccessorGetsTheRest() {
        rig.plugAll();
        rig.send(100);
        await("the first flows", () -> rig.tap.flows.get() == 100);
        rig.engine.removeTap(rig.tap, Rig.TAP);
        assertThat(rig.tap.closed).containsExactly("polder-lane-edge-0");
        rig.send(100);
        FakeTap successor = new FakeTap();
        rig.engine.addTap(successor, Rig.TAP);
        await("the rest", () -> successor.flows.get() == 100);
        assertThat(rig.tap.flows.get()).isEqualTo(100);
    }

    @Test
    public void aTapThatOnlyLooksForAMomentHoldsNobodyUpWhenItGoes() {
        rig.plugAll();
        Map<String, Object> passing = Map.of(FlowTap.PASSING, true);
        FakeTap look = new FakeTap();
        rig.engine.addTap(look, passing);
        await("the look", () -> look.heartbeats.get() > 0);
        rig.engine.removeTap(look, passing);
        assertThat(look.closed).containsExactly("polder-lane-edge-0");
        long before = rig.tap.flows.get();
        long start = System.nanoTime();
        rig.send(100);
        await("the flows", () -> rig.tap.flows.get() == before + 100);
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }

    @Test
    public void aTapThatOnlyLooksIsNotTheOneThatLanesWaitForAtTheStart() {
        rig.engine.addTap(new FakeTap(), Map.of(FlowTap.PASSING, true));
        rig.engine.addDecoder(rig.decoder, Rig.DECODER);
        rig.engine.addCapture(rig.capture, Rig.CAPTURE);
        rig.send(100);
        await("the hold", () -> rig.lane().state() == State.HOLDING);
        assertThat(rig.socket.waiting.get()).isEqualTo(100);
        rig.engine.addTap(rig.tap, Rig.TAP);
        await("the flows", () -> rig.tap.flows.get() == 100);
    }

    @Test
    public void detailsAreDecodedWhileSomebodyWantsThem() {
        rig.plugAll();
        rig.send(10);
        await("the flows", () -> rig.tap.flows.get() == 10);
        assertThat(rig.decoder.detailed).isFalse();
        FakeTap curious = new FakeTap();
        rig.engine.addTap(curious, pid("polder.evidence", "details", "true"));
        rig.send(10);
        await("the flows", () -> rig.tap.flows.get() == 20);
        assertThat(rig.decoder.detailed).isTrue();
        rig.engine.removeTap(curious, pid("polder.evidence", "details", "true"));
        rig.send(10);
        await("the flows", () -> rig.tap.flows.get() == 30);
        assertThat(rig.decoder.detailed).isFalse();
    }

    @Test
    public void aTapSaysBeforeEachBatchWhetherItWantsDetails() {
        rig.plugAll();
        rig.tap.curious = true;
        await("details", () -> {
            rig.send(1);
            return rig.decoder.detailed;
        });
        rig.tap.curious = false;
        await("no details", () -> {
            rig.send(1);
            return !rig.decoder.detailed;
        });
    }

    @Test
    public void aFilterMayWantDetailsKnowsTheDecoderAndIsToldTheEnd() {
        rig.plugAll();
        FakeFilter filter = new FakeFilter();
        filter.curious = true;
        rig.engine.addFilter(filter, pid("polder.filter.test"));
        await("details", () -> {
            rig.send(1);
            return rig.decoder.detailed;
        });
        await("a batch", () -> filter.decoder.equals("netflow"));
        rig.engine.removeFilter(filter, pid("polder.filter.test"));
        assertThat(filter.closed).containsExactly("polder-lane-edge-0");
        await("no details", () -> {
            rig.send(1);
            return !rig.decoder.detailed;
        });
    }

    @Test
    public void filtersLeaveFlowsOutBeforeAnyTapSeesThem() {
        rig.engine.addFilter(
                lane -> flows -> {
                    for (int i = 0; i < flows.size(); i++) {
                        if (flows.targetLow(i) % 2 == 0) {
                            flows.leaveOut(i);
                        }
                    }
                },
                pid("polder.filter.test"));
        rig.plugAll();
        rig.send(1);
        await("one left out", () -> rig.lane().filtered() == 1);
        rig.send(100);
        await("all counted", () -> rig.tap.flows.get() + rig.lane().filtered() == 101);
        assertThat(rig.lane().packets()).isEqualTo(101);
    }
}
