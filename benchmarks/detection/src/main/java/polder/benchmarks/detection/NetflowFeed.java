// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.wire.Address;

/**
 * A router with a flow cache, as hardware has them: a flow has one of four places, and when all are taken the one that was silent for longest gives
 * way. It is told of then, after a minute, or when it was silent for 15 seconds. Every packet is counted.
 */
final class NetflowFeed implements Observer {
    private static final int PLACES = 1 << 17;
    private static final int WAYS = 4;
    private static final long ACTIVE = 60 * Scenario.SECOND;
    private static final long INACTIVE = 15 * Scenario.SECOND;
    /** Every place is looked at once a second. */
    private static final int LOOKED_AT = PLACES / 10 + 1;

    /** The flows in the cache, column by column. */
    static final class Cache {
        final long[] fromHigh = new long[PLACES];
        final long[] fromLow = new long[PLACES];
        final long[] toHigh = new long[PLACES];
        final long[] toLow = new long[PLACES];
        /** Ports, protocol. */
        final long[] rest = new long[PLACES];

        final int[] flags = new int[PLACES];
        final int[] packets = new int[PLACES];
        final long[] bytes = new long[PLACES];
        final long[] first = new long[PLACES];
        final long[] last = new long[PLACES];
        final @Nullable Event[] event = new Event[PLACES];

        private boolean holds(int place, Parcel parcel, long ofRest) {
            return packets[place] > 0
                    && rest[place] == ofRest
                    && fromLow[place] == parcel.fromLow
                    && toLow[place] == parcel.toLow
                    && fromHigh[place] == parcel.fromHigh
                    && toHigh[place] == parcel.toHigh;
        }

        /** When it last had a packet; long ago for an empty place. */
        private long age(int place) {
            return packets[place] == 0 ? 0 : last[place];
        }
    }

    private final Sink sink;
    private final Witness witness;
    private final Cache cache = new Cache();
    private final NetflowWriter writer;
    private int hand;
    private long exported;

    NetflowFeed(Sink sink) {
        this(sink, new Witness(List.of(), false));
    }

    NetflowFeed(Sink sink, Witness witness) {
        this.sink = sink;
        this.witness = witness;
        writer = new NetflowWriter(sink::feed);
    }

    @Override
    public void packets(Parcel parcel) {
        long rest = ((long) parcel.fromPort << 24) | ((long) parcel.toPort << 8) | parcel.protocol;
        rest |= parcel.fragment ? 1L << 48 : 0;
        int place = place(parcel, rest);
        Cache in = cache;
        boolean same = in.holds(place, parcel, rest);
        if (same && parcel.last() - in.first[place] >= ACTIVE) {
            export(place, parcel.nanos);
            same = false;
        }
        if (!same) {
            if (in.packets[place] > 0) {
                export(place, parcel.nanos);
            }
            in.rest[place] = rest;
            in.fromHigh[place] = parcel.fromHigh;
            in.fromLow[place] = parcel.fromLow;
            in.toHigh[place] = parcel.toHigh;
            in.toLow[place] = parcel.toLow;
            in.event[place] = parcel.event;
            in.first[place] = parcel.nanos;
            in.last[place] = parcel.last();
        }
        in.flags[place] |= parcel.tcpFlags;
        in.packets[place] += parcel.count;
        in.bytes[place] += (long) parcel.count * parcel.length;
        in.first[place] = Math.min(in.first[place], parcel.nanos);
        in.last[place] = Math.max(in.last[place], parcel.last());
    }

    /** Where the flow is, or else the place it takes. */
    private int place(Parcel parcel, long rest) {
        long hash = Draw.mix(parcel.fromLow ^ Draw.mix(parcel.toLow ^ (parcel.fromHigh * 31) ^ (rest << 16)));
        int first = (int) (hash >>> 40) & (PLACES - WAYS);
        int silent = first;
        for (int place = first; place < first + WAYS; place++) {
            if (cache.holds(place, parcel, rest)) {
                return place;
            }
            if (cache.age(place) < cache.age(silent)) {
                silent = place;
            }
        }
        return silent;
    }

    private void export(int place, long nanos) {
        exported += cache.packets[place];
        witness.flow(
                cache.event[place], cache.first[place], cache.last[place], cache.packets[place], cache.bytes[place]);
        writer.record(cache, place, nanos, Address.isV4(cache.toHigh[place], cache.toLow[place]));
        cache.packets[place] = 0;
        cache.bytes[place] = 0;
        cache.flags[place] = 0;
    }

    @Override
    public void until(long nanos) {
        for (int i = 0; i < LOOKED_AT; i++) {
            hand = (hand + 1) & (PLACES - 1);
            boolean due = nanos - cache.last[hand] >= INACTIVE || nanos - cache.first[hand] >= ACTIVE;
            if (due && cache.packets[hand] > 0) {
                export(hand, nanos);
            }
        }
        writer.until(nanos);
        sink.beat(nanos);
    }

    /** Tells of everything that is still in the cache. */
    void flush(long nanos) {
        for (int place = 0; place < PLACES; place++) {
            if (cache.packets[place] > 0) {
                export(place, nanos);
            }
        }
        writer.send(nanos);
    }

    /** Packets told of. */
    long exported() {
        return exported;
    }
}
