// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.testing.Packet;
import polder.wire.Address;

/** Builds NetFlow 5 datagrams. */
final class Datagram {
    static final long BOOT_MILLIS = 1_700_000_000_000L;
    static final String EXPORTER = "192.0.2.1";

    private final ByteBuffer out = ByteBuffer.allocate(1500);
    private int records;

    /** A datagram exported when the exporter has been up for so long. */
    Datagram(int sequence, long uptimeMillis) {
        long clock = BOOT_MILLIS + uptimeMillis;
        out.putShort((short) 5).putShort((short) 0).putInt((int) uptimeMillis);
        out.putInt((int) (clock / 1000))
                .putInt((int) (clock % 1000 * 1_000_000))
                .putInt(sequence)
                .putInt(0);
    }

    Datagram sampling(int modeAndInterval) {
        out.putShort(22, (short) modeAndInterval);
        return this;
    }

    Datagram engine(int typeAndId) {
        out.putShort(20, (short) typeAndId);
        return this;
    }

    /** The exporter's clock, where it differs from boot plus uptime. */
    Datagram clock(long epochMillis) {
        out.putInt(8, (int) (epochMillis / 1000)).putInt(12, (int) (epochMillis % 1000 * 1_000_000));
        return this;
    }

    /** A record; first and last in milliseconds since boot. */
    Datagram record(String from, String to, int protocol, int ports) {
        out.putInt((int) Address.parse(from).low())
                .putInt((int) Address.parse(to).low())
                .putLong(0);
        out.putInt(0).putInt(0).putInt(out.getInt(4)).putInt(out.getInt(4)).putInt(ports);
        out.putInt(protocol << 8).putInt(0).putInt(0x18180000);
        out.putShort(2, (short) ++records);
        return this;
    }

    Datagram volume(long packets, long bytes) {
        out.putInt(out.position() - 32, (int) packets).putInt(out.position() - 28, (int) bytes);
        return this;
    }

    Datagram lasted(long firstMillis, long lastMillis) {
        out.putInt(out.position() - 24, (int) firstMillis).putInt(out.position() - 20, (int) lastMillis);
        return this;
    }

    Datagram flags(int tcpFlags) {
        out.put(out.position() - 11, (byte) tcpFlags);
        return this;
    }

    Datagram records(int count) {
        for (int i = 0; i < count; i++) {
            record("198.51.100." + (i + 1), "203.0.113.20", 17, (123 << 16) | 4000 + i)
                    .volume(10, 4680);
        }
        return this;
    }

    /** What the header says, whatever there is. */
    Datagram count(int claimed) {
        out.putShort(2, (short) claimed);
        return this;
    }

    byte[] bytes() {
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    /** As it arrives, a millisecond after it was exported. */
    Packet packet() {
        long clock = (out.getInt(8) & 0xffff_ffffL) * 1000 + out.getInt(12) / 1_000_000;
        return arriving(clock + 1);
    }

    Packet arriving(long epochMillis) {
        return Packet.datagram(EXPORTER, 50000, bytes(), epochMillis * 1_000_000);
    }
}
