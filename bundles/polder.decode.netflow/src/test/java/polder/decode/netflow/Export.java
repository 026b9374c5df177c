// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import java.util.Arrays;
import polder.api.testing.Packet;
import polder.wire.Address;

/** Builds messages of NetFlow 9 and IPFIX, set by set. */
final class Export {
    static final String EXPORTER = "192.0.2.9";
    static final long BOOT_MILLIS = 1_700_000_000_000L;

    /** Exported when the exporter has been up for so long. */
    static final int UPTIME = 600_000;

    static final long EXPORT_MILLIS = BOOT_MILLIS + UPTIME;

    /** The fields most routers send, IPv4: source, target, ports, protocol, flags, packets, bytes. */
    static final String FLOW = "8/4 12/4 7/2 11/2 4/1 6/1 2/4 1/4";

    private final int version;
    private final ByteBuffer out = ByteBuffer.allocate(9000);
    private String exporter = EXPORTER;
    private int port = 50000;
    private int set = -1;

    private Export(int version) {
        this.version = version;
        out.position(version == 9 ? 20 : 16);
        out.putShort(0, (short) version);
        uptime(UPTIME);
    }

    static Export nine() {
        return new Export(9);
    }

    static Export ipfix() {
        return new Export(10);
    }

    Export from(String address) {
        exporter = address;
        return this;
    }

    Export port(int senderPort) {
        port = senderPort;
        return this;
    }

    /** Milliseconds since boot, and with it when it is exported. */
    Export uptime(long millis) {
        int seconds = (int) ((BOOT_MILLIS + millis) / 1000);
        if (version == 9) {
            out.putInt(4, (int) millis).putInt(8, seconds);
        } else {
            out.putInt(4, seconds);
        }
        return this;
    }

    Export sequence(int number) {
        out.putInt(version == 9 ? 12 : 8, number);
        return this;
    }

    Export domain(int number) {
        out.putInt(version == 9 ? 16 : 12, number);
        return this;
    }

    /** Begins a set of any kind. */
    Export set(int id) {
        end();
        set = out.position();
        out.putShort((short) id).putShort((short) 0);
        return this;
    }

    /** Ends the set, with so many zero bytes of padding before its end. */
    Export pad(int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.put((byte) 0);
        }
        return end();
    }

    private Export end() {
        if (set >= 0) {
            out.putShort(set + 2, (short) (out.position() - set));
            set = -1;
        }
        return this;
    }

    /** A template; fields are number/length, or enterprise:number/length, v for a variable length. */
    Export template(int id, String fields) {
        set(version == 9 ? 0 : 2);
        out.putShort((short) id).putShort((short) fields.split(" ").length);
        return fields(fields);
    }

    /** An options template. */
    Export options(int id, String scopes, String fields) {
        int scopeCount = scopes.split(" ").length;
        int count = fields.split(" ").length;
        set(version == 9 ? 1 : 3);
        out.putShort((short) id);
        if (version == 9) {
            out.putShort((short) (scopeCount * 4)).putShort((short) (count * 4));
        } else {
            out.putShort((short) (scopeCount + count)).putShort((short) scopeCount);
        }
        return fields(scopes).fields(fields);
    }

    private Export fields(String fields) {
        for (String field : fields.split(" ")) {
            String[] parts = field.split("[:/]");
            int id = Integer.parseInt(parts[parts.length - 2]);
            String length = parts[parts.length - 1];
            out.putShort((short) (parts.length == 3 ? id | 0x8000 : id));
            out.putShort((short) (length.equals("v") ? 0xffff : Integer.parseInt(length)));
            if (parts.length == 3) {
                out.putInt((int) Long.parseLong(parts[0]));
            }
        }
        return this;
    }

    Export u8(int value) {
        out.put((byte) value);
        return this;
    }

    Export u16(int value) {
        out.putShort((short) value);
        return this;
    }

    Export u32(long value) {
        out.putInt((int) value);
        return this;
    }

    Export u64(long value) {
        out.putLong(value);
        return this;
    }

    Export bytes(int... values) {
        for (int value : values) {
            out.put((byte) value);
        }
        return this;
    }

    Export bytes(byte[] values) {
        out.put(values);
        return this;
    }

    /** An address of four or sixteen bytes. */
    Export ip(String address) {
        Address parsed = Address.parse(address);
        if (parsed.isV4()) {
            out.putInt((int) parsed.low());
        } else {
            out.putLong(parsed.high()).putLong(parsed.low());
        }
        return this;
    }

    /** A record or several: addresses, and numbers as width:value. */
    Export record(String values) {
        for (String value : values.split(" ")) {
            int colon = value.indexOf(':');
            if (colon != 1) {
                ip(value);
                continue;
            }
            long number = Long.decode(value.substring(2));
            for (int shift = (value.charAt(0) - '1') * 8; shift >= 0; shift -= 8) {
                u8((int) (number >>> shift));
            }
        }
        return this;
    }

    /** A record of {@link #FLOW}: UDP from port 123, ten packets and 4680 bytes. */
    Export flow(String from, String to) {
        return ip(from).ip(to).u16(123).u16(4000).u8(17).u8(0).u32(10).u32(4680);
    }

    byte[] message() {
        end();
        if (version == 10) {
            out.putShort(2, (short) out.position());
        } else {
            out.putShort(2, (short) 1);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** As it arrives, a millisecond after it was exported. */
    Packet packet() {
        int seconds = out.getInt(version == 9 ? 8 : 4);
        return arriving((seconds & 0xffff_ffffL) * 1000 + 1);
    }

    Packet arriving(long epochMillis) {
        return Packet.datagram(exporter, port, message(), epochMillis * 1_000_000);
    }
}
