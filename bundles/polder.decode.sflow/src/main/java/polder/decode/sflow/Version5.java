// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.ByteBuffer;
import polder.api.flow.Reject;

/** Reads the samples of sFlow version 5 ("sFlow Version 5", sFlow.org, July 2004, section 5). */
final class Version5 {
    /** The least a sample takes: its format and its length. */
    static final int SMALLEST = 8;

    private static final int FLOW = 1;
    private static final int COUNTERS = 2;
    private static final int FLOW_EXPANDED = 3;
    private static final int COUNTERS_EXPANDED = 4;
    private static final int DISCARDED = 5;

    private static final int RAW_HEADER = 1;
    private static final int ETHERNET = 2;
    private static final int IPV4 = 3;
    private static final int IPV6 = 4;
    private static final int SWITCH = 1001;
    private static final int ROUTER = 1002;
    private static final int GATEWAY = 1003;

    private static final int GENERIC_COUNTERS = 1;

    private final Datagram datagram;
    private final FlowSample sample;

    Version5(Datagram datagram) {
        this.datagram = datagram;
        sample = datagram.sample;
    }

    /**
     * Each sample, and each record in it, has a format and a length, so what is not known is passed over. A format is the enterprise
     * (0 is sFlow.org) in 20 bits and its number in 12. Lengths are multiples of four; those of agents that err are taken to be
     * followed by padding. What lies behind the last sample, or the last record of a sample, is padding too.
     *
     * <pre>
     * +---------------------------------------+-----------------------+
     * |              enterprise               |        format         |
     * |                            length                             |
     * |                             data                              |
     * +---------------------------------------------------------------+
     * </pre>
     */
    void decode(ByteBuffer in, int first, int samples, int end) {
        int at = first;
        for (int left = samples; left > 0; left--) {
            if (end - at < SMALLEST) {
                datagram.reject(Reject.TRUNCATED);
                return;
            }
            int format = in.getInt(at);
            int length = in.getInt(at + 4);
            int data = at + 8;
            if (length < 0 || length > end - data) {
                datagram.reject(Reject.TRUNCATED);
                return;
            }
            sample(in, format, data, data + length);
            at = data + padded(length);
        }
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private void sample(ByteBuffer in, int format, int at, int end) {
        switch (format) {
            case FLOW -> flow(in, at, end);
            case FLOW_EXPANDED -> expandedFlow(in, at, end);
            case COUNTERS -> counters(in, at, end, 8);
            case COUNTERS_EXPANDED -> counters(in, at, end, 12);
                // a packet the router dropped and told of by itself, no sample of traffic (sflow_drops.txt, October
                // 2020)
            case DISCARDED -> datagram.reject(Reject.EVENT);
            default -> datagram.reject(Reject.UNSUPPORTED);
        }
    }

    /**
     * struct flow_sample.
     *
     * <pre>
     * +---------------+-----------------------------------------------+
     * |                        sequence_number                        |  0
     * |  source: type |                source: index                  |  4
     * |                         sampling_rate                         |  8
     * |                          sample_pool                          | 12
     * |         drops: samples lost for want of resources             | 16
     * +---+-----------------------------------------------------------+
     * |fmt|                    input: value                           | 20
     * |fmt|                    output: value                          | 24
     * +---+-----------------------------------------------------------+
     * |                      number of records                        | 28
     * +---------------------------------------------------------------+
     * </pre>
     */
    private void flow(ByteBuffer in, int at, int end) {
        if (end - at < 32) {
            datagram.reject(Reject.MALFORMED);
            return;
        }
        sample.begin();
        sample.source(in.getInt(at + 4));
        sample.rate = in.getInt(at + 8);
        sample.drops = in.getInt(at + 16);
        sample.interfaces(in.getInt(at + 20), in.getInt(at + 24));
        records(in, at + 32, in.getInt(at + 28), end);
    }

    /**
     * struct flow_sample_expanded, for indices of more than 24 bits.
     *
     * <pre>
     * +---------------------------------------------------------------+
     * |                        sequence_number                        |  0
     * |                 source: type, source: index                   |  4
     * |             sampling_rate, sample_pool, drops                 | 12
     * |                 input: format, input: value                   | 24
     * |                output: format, output: value                  | 32
     * |                      number of records                        | 40
     * +---------------------------------------------------------------+
     * </pre>
     */
    private void expandedFlow(ByteBuffer in, int at, int end) {
        if (end - at < 44) {
            datagram.reject(Reject.MALFORMED);
            return;
        }
        sample.begin();
        sample.source(in.getInt(at + 4), in.getInt(at + 8));
        sample.rate = in.getInt(at + 12);
        sample.drops = in.getInt(at + 20);
        sample.input = in.getInt(at + 24) == 0 ? in.getInt(at + 28) : 0;
        sample.output(in.getInt(at + 32), in.getInt(at + 36));
        records(in, at + 44, in.getInt(at + 40), end);
    }

    /** A record that goes on behind its sample is left out, and with it what follows; the packet may be known already. */
    private void records(ByteBuffer in, int first, int records, int end) {
        Reject fault = Reject.UNSUPPORTED;
        int at = first;
        for (int left = records; left != 0 && end - at >= 8; left--) {
            int length = in.getInt(at + 4);
            int data = at + 8;
            if (length < 0 || length > end - data) {
                fault = Reject.MALFORMED;
                break;
            }
            int format = in.getInt(at);
            if (format == RAW_HEADER) {
                fault = rawHeader(in, data, data + length, fault);
            } else {
                other(format, data, data + length);
            }
            at = data + padded(length);
        }
        datagram.sampled(fault);
    }

    /**
     * struct sampled_header.
     *
     * <pre>
     * +---------------------------------------------------------------+
     * |          header_protocol, 1 is Ethernet, 11 is IPv4           |  0
     * |              frame_length, before it was cut                  |  4
     * |     stripped, bytes removed before the header was taken       |  8
     * |                        header length                          | 12
     * |                            header                             | 16
     * +---------------------------------------------------------------+
     * </pre>
     */
    private Reject rawHeader(ByteBuffer in, int at, int end, Reject fault) {
        int length = end - at < 16 ? -1 : in.getInt(at + 12);
        if (length < 0 || length > end - at - 16) {
            return Reject.MALFORMED;
        }
        if (sample.headerAt == 0) {
            sample.headerProtocol = in.getInt(at);
            sample.frameLength = in.getInt(at + 4);
            sample.stripped = in.getInt(at + 8);
            sample.headerAt = at + 16;
            sample.headerLength = length;
        }
        return fault;
    }

    private void other(int format, int at, int end) {
        int length = end - at;
        if (format == IPV4 && length >= 32) {
            sample.ipv4At = at;
        } else if (format == IPV6 && length >= 56) {
            sample.ipv6At = at;
        } else if (format == ETHERNET && length >= 24) {
            sample.ethernetAt = at;
        } else if (format == SWITCH && length >= 16) {
            sample.switchAt = at;
        } else if (format == ROUTER) {
            sample.routerAt = at;
            sample.routerEnd = end;
        } else if (format == GATEWAY) {
            sample.gatewayAt = at;
            sample.gatewayEnd = end;
            sample.gatewayVersion = 5;
        }
    }

    /**
     * struct counters_sample and counters_sample_expanded.
     *
     * <pre>
     * +---------------------------------------------------------------+
     * |                        sequence_number                        |  0
     * |        source: packed in 4 bytes, or in 4 and 4 bytes         |  4
     * |                      number of records                        |
     * +---------------------------------------------------------------+
     * </pre>
     *
     * @param count where the number of records lies
     */
    private void counters(ByteBuffer in, int at, int end, int count) {
        if (end - at < count + 4) {
            datagram.reject(Reject.MALFORMED);
            return;
        }
        int record = at + count + 4;
        for (int left = in.getInt(at + count); left != 0 && end - record >= 8; left--) {
            int length = in.getInt(record + 4);
            int data = record + 8;
            if (length < 0 || length > end - data) {
                datagram.reject(Reject.MALFORMED);
                return;
            }
            if (in.getInt(record) == GENERIC_COUNTERS && length >= InterfaceCounters.LENGTH) {
                datagram.counted(in, data);
            }
            record = data + padded(length);
        }
    }
}
