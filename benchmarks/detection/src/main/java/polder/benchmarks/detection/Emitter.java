// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import polder.api.traffic.Direction;
import polder.wire.Address;

/** Sends the packets of one event. */
final class Emitter {
    /** Other ends lie anywhere in 11.0.0.0 to 122.255.255.255. */
    static final int FIRST_PEER = 0x0b00_0000;

    static final long PEERS = 0x7000_0000L;

    private static final int BURST = 8;
    private static final int PORTS = 64_512;
    /** A speed test and a download use some connections at once. */
    private static final int CONNECTIONS = 8;

    private final Event event;
    private final Draw draw;
    private final Parcel parcel = new Parcel();
    private final boolean v4;
    private final int hostBits;
    private final int burst;

    Emitter(Event event, long seed) {
        this.event = event;
        draw = new Draw(Draw.mix(seed ^ Draw.mix(event.id() + 1)));
        v4 = event.target().base().isV4();
        hostBits = Math.min(62, 128 - event.target().bits());
        boolean alone = event.kind().peers == 0 || event.kind() == Kind.SCAN || event.kind() == Kind.NAMES;
        burst = alone ? 1 : event.kind() == Kind.CONNECTIONS ? Kind.PER_CONNECTION : BURST;
        Kind.Wire wire = event.kind().wire;
        parcel.protocol = wire.protocol() == 1 && !v4 ? 58 : wire.protocol();
        parcel.tcpFlags = wire.tcpFlags();
        parcel.length = length(event.kind(), v4);
        parcel.fragment = event.kind() == Kind.FRAGMENTS;
        parcel.event = event;
    }

    /** Bytes of a packet. */
    static int length(Kind kind, boolean v4) {
        return v4 ? kind.wire.length() : kind.wire.length() + 20;
    }

    /** Sends what is to be sent in a slot of time. */
    void emit(long from, long to, Observer observer) {
        long begin = Math.max(from, event.start());
        long end = Math.min(to, event.end());
        if (begin >= end) {
            return;
        }
        int left = draw.poisson(event.rate((begin + end) / 2) * (end - begin) / 1e9);
        while (left > 0) {
            parcel.count = Math.min(left, burst);
            parcel.gap = parcel.count == 1 ? 0 : Math.min(10_000, (end - begin) / (2L * burst));
            parcel.nanos = begin + draw.below(Math.max(1, end - begin - (parcel.count - 1) * parcel.gap));
            address();
            observer.packets(parcel);
            left -= parcel.count;
        }
    }

    private void address() {
        long host = hostBits == 0 ? 0 : draw.bits() & ((1L << hostBits) - 1);
        long high = event.target().base().high();
        long low = event.target().base().low() | host;
        Kind kind = event.kind();
        int peer = kind.peers == 0 ? 0 : draw.below(kind.peers);
        long bits = kind.peers == 0 ? draw.bits() : Draw.mix(event.id() * 100_003L + peer);
        long peerHigh = v4 ? 0 : 0x2a00_0000_0000_0000L | (bits >>> 12);
        long peerLow = v4 ? Address.low4(FIRST_PEER + (int) ((bits >>> 8) % PEERS)) : Draw.mix(bits);
        int fromPort = port(kind.wire.fromPort(), false);
        int toPort = port(kind.wire.toPort(), kind.peers == 1 && kind != Kind.SCAN);
        boolean out = event.direction() == Direction.OUTGOING;
        parcel.fromHigh = out ? high : peerHigh;
        parcel.fromLow = out ? low : peerLow;
        parcel.toHigh = out ? peerHigh : high;
        parcel.toLow = out ? peerLow : low;
        parcel.fromPort = fromPort;
        parcel.toPort = toPort;
    }

    private int port(int given, boolean oneOfSome) {
        return given < 0 ? 1024 + draw.below(PORTS) : oneOfSome ? given + draw.below(CONNECTIONS) : given;
    }
}
