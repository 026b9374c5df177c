// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowFilter;
import polder.api.flow.FlowFilterLane;
import polder.api.flow.FlowTap;
import polder.api.flow.FlowTapLane;
import polder.api.flow.Reject;

/** What one lane is plugged into at the moment. Used by the lane's thread alone. */
final class Fittings {
    private static final Logger LOG = LoggerFactory.getLogger(Fittings.class);
    /** Few enough for all columns to stay in the first level cache. */
    private static final int ROWS = 128;

    private record Fitted<S, L>(Plug<S> plug, L lane) {}

    private final int lane;
    private final Screen screen = new Screen();
    private final FlowBatch flows = new FlowBatch(ROWS, this::hand);
    private @Nullable Fitted<Decoder, DecoderLane> decoder;
    private List<Fitted<FlowFilter, FlowFilterLane>> filters = List.of();
    private List<Fitted<FlowTap, FlowTapLane>> taps = List.of();
    /** Services that have failed and were told of. */
    private final Set<Object> complainedOf = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean decoderMissing = true;
    /** Whether a filter or tap wants details of every batch. */
    private boolean alwaysDetailed;

    private long flowCount;
    private long filtered;

    Fittings(int lane) {
        this.lane = lane;
    }

    /** Opens what is new, closes what is gone, leaves the rest as it is. What cannot be opened is told once and left out. */
    void fit(Wiring wiring) {
        screen.allow(wiring.allowed());
        Plug<Decoder> wanted = wiring.decoder();
        decoderMissing = wanted == null;
        if (wanted == null) {
            decoder = null;
        } else if (decoder == null || decoder.plug.service() != wanted.service()) {
            decoder = open(wanted, service -> service.open(lane));
        }
        flows.decoder(wiring.decoderName());
        List<Fitted<FlowFilter, FlowFilterLane>> filtersBefore = filters;
        filters = fit(filters, wiring.filters(), service -> service.open(lane));
        closeGone(filtersBefore, filters, FlowFilterLane::close);
        List<Fitted<FlowTap, FlowTapLane>> tapsBefore = taps;
        taps = fit(taps, wiring.taps(), service -> service.open(lane));
        closeGone(tapsBefore, taps, FlowTapLane::close);
        alwaysDetailed = filters.stream().anyMatch(filter -> filter.plug.details())
                || taps.stream().anyMatch(tap -> tap.plug.details());
        flows.detailed(wantsDetails());
        complainedOf.retainAll(wiring.services());
    }

    private <S, L> List<Fitted<S, L>> fit(List<Fitted<S, L>> before, List<Plug<S>> wanted, Function<S, L> opener) {
        List<Fitted<S, L>> next = new ArrayList<>();
        for (Plug<S> plug : wanted) {
            Fitted<S, L> kept = find(before, plug);
            Fitted<S, L> fitted = kept == null ? open(plug, opener) : kept;
            if (fitted != null) {
                next.add(fitted);
            }
        }
        return next;
    }

    private <S, L> @Nullable Fitted<S, L> open(Plug<S> plug, Function<S, L> opener) {
        try {
            return new Fitted<>(plug, opener.apply(plug.service()));
        } catch (Exception | LinkageError e) {
            if (complainedOf.add(plug.service())) {
                LOG.error("{} could not be opened on lane {} and is left out", plug.name(), lane, e);
            }
            return null;
        }
    }

    private static <S, L> @Nullable Fitted<S, L> find(List<Fitted<S, L>> all, Plug<S> plug) {
        for (Fitted<S, L> one : all) {
            if (one.plug.service() == plug.service()) {
                return one;
            }
        }
        return null;
    }

    void close() {
        closeGone(taps, List.of(), FlowTapLane::close);
        taps = List.of();
        closeGone(filters, List.of(), FlowFilterLane::close);
        filters = List.of();
        decoder = null;
    }

    private <S, L> void closeGone(List<Fitted<S, L>> before, List<Fitted<S, L>> now, Consumer<L> closer) {
        for (Fitted<S, L> one : before) {
            if (!now.contains(one)) {
                try {
                    closer.accept(one.lane);
                } catch (Exception e) {
                    complain(one.plug, e);
                }
            }
        }
    }

    /** Decodes the packets and hands their flows on; with no packets it is the heartbeat. */
    void take(PacketBatch packets) {
        reject(Reject.NOT_ALLOWED, screen.apply(packets));
        if (packets.size() > 0) {
            flows.of(packets);
            decode(packets);
        }
        flows.drain();
    }

    private void decode(PacketBatch packets) {
        Fitted<Decoder, DecoderLane> fitted = decoder;
        if (fitted == null) {
            reject(decoderMissing ? Reject.NO_DECODER : Reject.DECODER_FAILED, packets.size());
            return;
        }
        try {
            fitted.lane.decode(packets, flows);
        } catch (Exception e) {
            reject(Reject.DECODER_FAILED, packets.size());
            complain(fitted.plug, e);
        }
    }

    private void reject(Reject reason, int times) {
        for (int i = 0; i < times; i++) {
            flows.reject(reason);
        }
    }

    private void hand(FlowBatch batch) {
        flowCount += batch.size();
        for (int i = 0; i < filters.size(); i++) {
            Fitted<FlowFilter, FlowFilterLane> filter = filters.get(i);
            try {
                filter.lane.filter(batch);
            } catch (Exception e) {
                complain(filter.plug, e);
            }
        }
        filtered += batch.compact();
        for (int i = 0; i < taps.size(); i++) {
            Fitted<FlowTap, FlowTapLane> tap = taps.get(i);
            try {
                tap.lane.accept(batch);
            } catch (Exception e) {
                complain(tap.plug, e);
            }
        }
        batch.detailed(wantsDetails());
    }

    /** Whether anybody wants details of the next batch; each is asked, as each may count on it. */
    private boolean wantsDetails() {
        boolean wanted = alwaysDetailed;
        for (int i = 0; i < filters.size(); i++) {
            Fitted<FlowFilter, FlowFilterLane> filter = filters.get(i);
            try {
                wanted |= filter.lane.wantsDetails();
            } catch (Exception e) {
                complain(filter.plug, e);
            }
        }
        for (int i = 0; i < taps.size(); i++) {
            Fitted<FlowTap, FlowTapLane> tap = taps.get(i);
            try {
                wanted |= tap.lane.wantsDetails();
            } catch (Exception e) {
                complain(tap.plug, e);
            }
        }
        return wanted;
    }

    /** A plug-in that throws is a bug of it: told once, with the stack trace, not once a packet. */
    private void complain(Plug<?> plug, Exception e) {
        if (complainedOf.add(plug.service())) {
            LOG.error("{} failed on lane {}; further failures of it are counted, not logged", plug.name(), lane, e);
        }
    }

    /** Where packets of senders that are not allowed end. */
    Screen screen() {
        return screen;
    }

    long flows() {
        return flowCount;
    }

    long filtered() {
        return filtered;
    }

    long rejects(Reject reason) {
        return flows.rejects(reason);
    }
}
