// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import polder.api.testing.Packet;
import polder.wire.Address;

/** Builds sFlow 5 datagrams: samples, and records in the last of them. */
final class Sflow {
    static final long AT = 1_700_000_000_000_000_000L;
    static final String SENDER = "192.0.2.1";
    static final String MACS = "02005e100002 02005e100001";

    private final ByteBuffer out = ByteBuffer.allocate(9000);
    private final int counts;
    private int sample;
    private int records;

    Sflow(String agent, int subAgent, int sequence, int uptime) {
        out.putInt(5);
        address(agent);
        out.putInt(subAgent).putInt(sequence).putInt(uptime);
        counts = out.position();
        out.putInt(0);
    }

    Sflow(int sequence) {
        this("198.51.100.9", 0, sequence, 60_000 + sequence * 10);
    }

    private Sflow address(String address) {
        if (address.isEmpty()) {
            out.putInt(0);
            return this;
        }
        Address parsed = Address.parse(address);
        out.putInt(parsed.isV4() ? 1 : 2);
        if (parsed.isV4()) {
            out.putInt((int) parsed.low());
        } else {
            out.putLong(parsed.high()).putLong(parsed.low());
        }
        return this;
    }

    private Sflow begin(int format) {
        out.putInt(counts, out.getInt(counts) + 1);
        out.putInt(format);
        sample = out.position();
        out.putInt(0);
        return this;
    }

    private Sflow end() {
        out.putInt(sample, out.position() - sample - 4);
        return this;
    }

    /** A flow sample; interfaces with their format in the highest two bits. */
    Sflow flow(int source, int rate, int drops, int input, int output) {
        begin(1);
        out.putInt(1).putInt(source).putInt(rate).putInt(1000).putInt(drops);
        out.putInt(input).putInt(output);
        records = out.position();
        out.putInt(0);
        return end();
    }

    Sflow flow(int rate) {
        return flow(3, rate, 0, 3, 7);
    }

    Sflow expandedFlow(int source, int rate, int input, int outputFormat, int output) {
        begin(3);
        out.putInt(1).putInt(0).putInt(source).putInt(rate).putInt(1000).putInt(0);
        out.putInt(0).putInt(input).putInt(outputFormat).putInt(output);
        records = out.position();
        out.putInt(0);
        return end();
    }

    /** A record of the last sample. */
    Sflow record(int format, byte[] bytes) {
        out.putInt(records, out.getInt(records) + 1);
        out.putInt(format).putInt(bytes.length).put(bytes);
        out.position(out.position() + (-bytes.length & 3));
        return end();
    }

    Sflow record(int format, String... hex) {
        return record(format, hex(hex));
    }

    /** A raw header record. */
    Sflow header(int protocol, int frameLength, int stripped, String... hex) {
        byte[] header = hex(hex);
        ByteBuffer record = ByteBuffer.allocate(16 + header.length + (-header.length & 3));
        record.putInt(protocol).putInt(frameLength).putInt(stripped).putInt(header.length);
        return record(1, record.put(header).array());
    }

    /** An Ethernet frame with a UDP packet of so many bytes, of which 100 are there. */
    Sflow udp(int ipLength) {
        return header(1, ipLength + 18, 4, MACS, "0800", ipv4(17, ipLength, "0035 0fa0 0000 0000") + "00".repeat(58));
    }

    static String ipv4(int protocol, int length, String transport) {
        return String.format("4500%04x00010000 40%02x0000 c6336401 cb007114 %s", length, protocol, transport);
    }

    static String ipv6(int protocol, int payload, String transport) {
        String from = "20010db8000000000000000000000001";
        String to = "20010db8beef00000000000000000020";
        return String.format("60000000%04x%02x40%s%s%s", payload, protocol, from, to, transport);
    }

    /** A counter sample of an interface. */
    Sflow counters(int index, long speed, long in, long out1) {
        begin(2);
        out.putInt(1).putInt(index).putInt(0);
        records = out.position() - 4;
        ByteBuffer record = ByteBuffer.allocate(88);
        record.putInt(index).putInt(6).putLong(speed).putInt(1).putInt(3);
        record.putLong(in).putLong(0).putLong(0).putLong(0);
        record.putLong(56, out1);
        return record(1, record.array());
    }

    /** A sample of any kind. */
    Sflow sample(int format, String... hex) {
        begin(format);
        out.put(hex(hex));
        return end();
    }

    /** Bytes behind what there is, of the last sample or not. */
    Sflow padding(int bytes, boolean ofSample) {
        out.position(out.position() + bytes);
        return ofSample ? end() : this;
    }

    /** What the header says, whatever there is. */
    Sflow count(int claimed) {
        out.putInt(counts, claimed);
        return this;
    }

    static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }

    byte[] bytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    Packet packet() {
        return arriving(AT);
    }

    Packet arriving(long nanos) {
        return from(SENDER, nanos);
    }

    Packet from(String sender, long nanos) {
        return Packet.datagram(sender, 50000, bytes(), nanos);
    }
}
