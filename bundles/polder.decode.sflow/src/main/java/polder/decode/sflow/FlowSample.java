// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

/** The flow sample being read: what its header says, and where in the datagram its records lie. A flyweight of one lane. */
final class FlowSample {
    /** Of an output interface: the packet was dropped, or went to several. */
    private static final int DISCARDED = 1;

    private static final int ONE = 0;

    /** Ethernet header, and the frame check sequence, which counters count as well. */
    private static final int FRAMING = 18;

    /** No frame is longer: a kernel's largest packet is 512 KiB. */
    static final int LONGEST = 1 << 20;

    /** Type of the data source and its index, as {@link PortTable#SOURCE}. */
    long source;

    int rate;
    int drops;
    /** Interfaces, or 0 where there is none or more than one. */
    int input;

    int output;
    boolean dropped;

    /** The raw packet header: 0 for {@link #headerAt} when there is none. */
    int headerProtocol;

    int frameLength;
    int stripped;
    int headerAt;
    int headerLength;

    /** An IPv4 or IPv6 record, and the record of an Ethernet frame: 0 when there is none. */
    int ipv4At;

    int ipv6At;
    int ethernetAt;

    /** Extended data, as far as their ends: 0 when there is none. */
    int switchAt;

    int routerAt;
    int routerEnd;
    int gatewayAt;
    int gatewayEnd;
    /** Which of its layouts it has: 2, 4 or 5. */
    int gatewayVersion;

    /** Bytes of the IP packet, once it is read. */
    long ipLength;

    /** Forgets the sample before. */
    void begin() {
        dropped = false;
        frameLength = 0;
        headerAt = 0;
        ipv4At = 0;
        ipv6At = 0;
        ethernetAt = 0;
        switchAt = 0;
        routerAt = 0;
        gatewayAt = 0;
        ipLength = 0;
    }

    /** Of a frame as counters count it. There are agents that give a frame less than the packet it holds. */
    long octets() {
        return Math.min(LONGEST, Math.max(frameLength & 0xffff_ffffL, ipLength + FRAMING));
    }

    /** sflow_data_source: type in 8 bits, index in 24. */
    void source(int packed) {
        source(packed >>> 24, packed & 0xff_ffff);
    }

    void source(int type, int index) {
        source = ((long) type << 32) | (index & 0xffff_ffffL);
    }

    /** sFlow 5, struct interface: format in 2 bits, value in 30. */
    void interfaces(int in, int out) {
        input = in >>> 30 == ONE ? in : 0;
        output(out >>> 30, out & 0x3fff_ffff);
    }

    /** Of an output: format 1 is a packet dropped for the reason in value, 2 is a packet that went out of value interfaces. */
    void output(int format, int value) {
        output = format == ONE ? value : 0;
        dropped = format == DISCARDED;
    }
}
