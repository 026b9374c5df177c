// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;

/**
 * The traffic of very many hosts in beats of a tenth of a second. Three quarters are IPv4 in /24s of 128, one quarter IPv6 in /64s of
 * four. One in a hundred is busy in every beat, with 2,000 packets a second, every tenth of these with 16,000; the others have one or two flows of
 * one to four packets once a second, at a time of their own.
 */
final class ManyHosts {
    private static final int BEATS = 10;
    private static final int BUSY = 100;
    /** Without a common factor with a number of hosts, so that hosts come in no order. */
    private static final long STRIDE = 15_485_863;

    private static final long V4 = 0x0000_ffff_0000_0000L;
    private static final long V6 = 0x2001_0db8_0000_0000L;
    private static final long ARRIVED = 1_000_000_000_000L;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ACK = 0x10;

    private final int hosts;
    private final FlowBatch batch;
    private long high;
    private long low;

    ManyHosts(int hosts, Consumer<FlowBatch> lane) {
        this.hosts = hosts;
        batch = new FlowBatch(128, lane::accept);
        batch.of(new PacketBatch(1).in(ByteBuffer.allocateDirect(1)).add(0, 1, 1, ARRIVED));
    }

    /** The flows of a beat. */
    void beat(int beat) {
        int from = (int) ((long) hosts * (beat % BEATS) / BEATS);
        int to = (int) ((long) hosts * (beat % BEATS + 1) / BEATS);
        for (long i = from; i < to; i++) {
            int host = (int) (i * STRIDE % hosts);
            if (host % BUSY != 0) {
                quiet(host, beat);
            }
        }
        busy(beat);
    }

    /** Those of busy hosts alone. */
    void busy(int beat) {
        for (int host = 0; host < hosts; host += BUSY) {
            address(host);
            in(UDP, host % (10 * BUSY) == 0 ? 1580 + host % 40 : 180 + host % 40, beat * 31 + host);
            out(TCP, 90 + host % 20, beat * 31 + host);
        }
        batch.drain();
    }

    private void quiet(int host, int beat) {
        address(host);
        in(TCP, 1 + (host + beat) % 4, host + beat);
        if (host % 2 == 1) {
            out(TCP, 1 + (host + beat) % 4, host + beat);
        }
        if (host % 4 == 2) {
            in(UDP, 1, host - beat);
        }
    }

    private void address(int host) {
        if (host % 4 == 3) {
            int number = host / 4;
            high = V6 + ((long) (number / 64) << 16) + number / 4 % 16;
            low = (number + 1) * 0x9e3779b97f4a7c15L;
        } else {
            int number = host / 4 * 3 + host % 4;
            high = 0;
            low = V4 + 0x0a00_0000 + (number >>> 7 << 8) + (number & 127);
        }
    }

    private void in(int protocol, int packets, int other) {
        batch.next(0).between(0, other(other), high, low);
        flow(protocol, packets);
    }

    private void out(int protocol, int packets, int other) {
        batch.next(0).between(high, low, 0, other(other));
        flow(protocol, packets);
    }

    private static long other(int number) {
        return V4 + 0xc000_0000L + (number & 0xff_ffff);
    }

    private void flow(int protocol, int packets) {
        batch.kind(protocol, protocol == TCP ? ACK : 0, false)
                .volume(packets, packets * 600L)
                .lasted(ARRIVED, ARRIVED);
    }
}
