// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import polder.api.capture.PacketBatch;
import polder.benchmarks.detection.NetflowFeed.Cache;
import polder.wire.Address;

/** Writes NetFlow 5 of IPv4 flows and NetFlow 9 of IPv6 flows. A datagram is sent when it is full, or after half a second. */
final class NetflowWriter {
    private static final int MOST_5 = 30;
    private static final int HEADER_5 = 24;
    private static final int RECORD_5 = 48;
    private static final int MOST_9 = 20;
    private static final int HEADER_9 = 20;
    /** Type and length of each field, as they lie in a record of 54 bytes. */
    private static final int[] FIELDS = {27, 16, 28, 16, 7, 2, 11, 2, 4, 1, 6, 1, 2, 4, 1, 4, 22, 4, 21, 4};

    private static final int RECORD_9 = 54;
    private static final int TEMPLATE_EVERY = 20;
    private static final long HELD = Scenario.SECOND / 2;
    private static final long ROUTER = Address.low4(0xc000_0202);
    private static final long UP = 100_000;

    private final Consumer<PacketBatch> sink;
    private final ByteBuffer five = ByteBuffer.allocateDirect(HEADER_5 + MOST_5 * RECORD_5);
    private final ByteBuffer nine = ByteBuffer.allocateDirect(1500);
    private final PacketBatch batch = new PacketBatch(1);
    private int count5;
    private int sequence5;
    private int count9;
    private int sequence9;
    private long sent = Scenario.BEGIN;

    NetflowWriter(Consumer<PacketBatch> sink) {
        this.sink = sink;
    }

    private static int uptime(long nanos) {
        return (int) ((nanos - Scenario.BEGIN) / 1_000_000 + UP);
    }

    void record(Cache of, int place, long nanos, boolean v4) {
        if (v4) {
            five(of, place);
            if (count5 == MOST_5) {
                send5(nanos);
            }
        } else {
            nine(of, place);
            if (count9 == MOST_9) {
                send9(nanos);
            }
        }
    }

    private void five(Cache of, int place) {
        int at = HEADER_5 + count5++ * RECORD_5;
        long rest = of.rest[place];
        five.putInt(at, (int) of.fromLow[place]).putInt(at + 4, (int) of.toLow[place]);
        five.putInt(at + 16, of.packets[place]).putInt(at + 20, (int) of.bytes[place]);
        five.putInt(at + 24, uptime(of.first[place])).putInt(at + 28, uptime(of.last[place]));
        five.putInt(at + 32, (int) (rest >>> 8));
        five.putInt(at + 36, (of.flags[place] << 16) | ((int) (rest & 0xff) << 8));
    }

    private void nine(Cache of, int place) {
        int at = HEADER_9 + 4 + count9++ * RECORD_9;
        long rest = of.rest[place];
        nine.putLong(at, of.fromHigh[place]).putLong(at + 8, of.fromLow[place]);
        nine.putLong(at + 16, of.toHigh[place]).putLong(at + 24, of.toLow[place]);
        nine.putInt(at + 32, (int) (rest >>> 8)).put(at + 36, (byte) rest).put(at + 37, (byte) of.flags[place]);
        nine.putInt(at + 38, of.packets[place]).putInt(at + 42, (int) of.bytes[place]);
        nine.putInt(at + 46, uptime(of.first[place])).putInt(at + 50, uptime(of.last[place]));
    }

    void until(long nanos) {
        if (nanos - sent >= HELD) {
            send(nanos);
        }
    }

    void send(long nanos) {
        sent = nanos;
        if (count5 > 0) {
            send5(nanos);
        }
        if (count9 > 0) {
            send9(nanos);
        }
    }

    private void send5(long nanos) {
        five.putShort(0, (short) 5).putShort(2, (short) count5).putInt(4, uptime(nanos));
        five.putInt(8, (int) (nanos / 1_000_000_000)).putInt(12, (int) (nanos % 1_000_000_000));
        five.putInt(16, sequence5).putInt(20, 0);
        sequence5 += count5;
        tell(five, HEADER_5 + count5 * RECORD_5, nanos, 2055);
        count5 = 0;
    }

    private void send9(long nanos) {
        if (sequence9 % TEMPLATE_EVERY == 0) {
            template(nanos);
        }
        header9(nanos, count9);
        int length = 4 + count9 * RECORD_9;
        int padded = (length + 3) & ~3;
        nine.putShort(HEADER_9, (short) 256).putShort(HEADER_9 + 2, (short) padded);
        nine.putInt(HEADER_9 + length, 0);
        tell(nine, HEADER_9 + padded, nanos, 2056);
        count9 = 0;
    }

    /** In a datagram of its own; the records waiting lie where it would be written. */
    private void template(long nanos) {
        ByteBuffer out = ByteBuffer.allocateDirect(HEADER_9 + 8 + FIELDS.length * 2);
        out.putShort(HEADER_9 + 2, (short) (8 + FIELDS.length * 2));
        out.putShort(HEADER_9 + 4, (short) 256).putShort(HEADER_9 + 6, (short) (FIELDS.length / 2));
        for (int i = 0; i < FIELDS.length; i++) {
            out.putShort(HEADER_9 + 8 + 2 * i, (short) FIELDS[i]);
        }
        header9(nanos, 1);
        for (int i = 0; i < HEADER_9; i++) {
            out.put(i, nine.get(i));
        }
        tell(out, out.capacity(), nanos, 2056);
    }

    private void header9(long nanos, int records) {
        nine.putShort(0, (short) 9).putShort(2, (short) records).putInt(4, uptime(nanos));
        nine.putInt(8, (int) (nanos / 1_000_000_000)).putInt(12, sequence9++).putInt(16, 1);
    }

    private void tell(ByteBuffer bytes, int length, long nanos, int port) {
        batch.in(bytes).add(0, length, length, nanos).from(0, ROUTER, port);
        sink.accept(batch);
    }
}
