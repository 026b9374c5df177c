// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Address;

/**
 * NetFlow version 5, as in Cisco's "NetFlow Export Datagram Format" (NetFlow Collection Engine user guide, appendix B, tables B-3
 * and B-4).
 */
final class Version5 {
    private static final int HEADER = 24;
    private static final int RECORD = 48;
    private static final int MAX_RECORDS = 30;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final long NANOS = 1_000_000;

    /** Older than this at export, or younger than nothing: its clock is not the header's (softflowd reading a file). */
    private static final int OLDEST = 3_600_000;

    private static final int LONGEST = 86_400_000;

    /** Longer than caches keep flows, milliseconds: what lies further ahead of a burst is not of it. */
    private static final int LATEST = 120_000;

    /** Where Last is in a record. */
    private static final int LAST = 28;

    private final ExporterTable exporters;

    Version5(ExporterTable exporters) {
        this.exporters = exporters;
    }

    /**
     * The header.
     *
     * <pre>
     *  0                   1                   2                   3
     *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
     * +-------------------------------+-------------------------------+
     * |           version = 5         |         count, 1 to 30        |  0
     * +-------------------------------+-------------------------------+
     * |               SysUptime, milliseconds since boot              |  4
     * +---------------------------------------------------------------+
     * |                unix_secs, exporter's clock                    |  8
     * +---------------------------------------------------------------+
     * |                unix_nsecs, the rest of it                     | 12
     * +---------------------------------------------------------------+
     * |       flow_sequence, flows exported before this datagram      | 16
     * +---------------+---------------+---+---------------------------+
     * |  engine_type  |   engine_id   |mod|     sampling_interval     | 20
     * +---------------+---------------+---+---------------------------+
     * </pre>
     *
     * A count that does not fit the datagram is noise or an attempt to be counted: nothing of such a datagram is believed. More
     * bytes than the count needs are padding.
     */
    void decode(PacketBatch packets, int packet, FlowBatch flows) {
        ByteBuffer in = packets.bytes();
        int at = packets.offset(packet);
        int length = packets.length(packet);
        if (length < HEADER) {
            flows.reject(Reject.TRUNCATED);
            return;
        }
        int count = in.getShort(at + 2) & 0xffff;
        if (count == 0 || count > MAX_RECORDS) {
            flows.reject(Reject.MALFORMED);
            return;
        }
        if (length < HEADER + count * RECORD) {
            flows.reject(Reject.TRUNCATED);
            return;
        }
        int row = track(packets, packet, count);
        records(packets, packet, row, flows);
    }

    /** The mode bits say how it was sampled, and some routers leave them zero: only the interval counts. Zero is unsampled. */
    private static int interval(ByteBuffer in, int at) {
        return in.getShort(at + 22) & 0x3fff;
    }

    private int track(PacketBatch packets, int packet, int count) {
        ByteBuffer in = packets.bytes();
        int at = packets.offset(packet);
        long arrived = packets.epochNanos(packet);
        int row = exporters.row(
                packets.senderHigh(packet),
                packets.senderLow(packet),
                ExporterTable.key(5, in.getShort(at + 20) & 0xffff));
        if (exporters.endsSilence(row, arrived)) {
            exporters.burst(row, arrived, oldest(in, at, count));
        }
        exporters.sequence(row, in.getInt(at + 16), count, in.getInt(at + 4));
        exporters.heard(row, count, interval(in, at), arrived);
        long theirs = (in.getInt(at + 8) & 0xffff_ffffL) * 1000 + (in.getInt(at + 12) & 0xffff_ffffL) / NANOS;
        exporters.clock(row, theirs - arrived / NANOS);
        return row;
    }

    /** The earliest of the times at which the flows of a datagram ended. */
    private static int oldest(ByteBuffer in, int header, int count) {
        int oldest = in.getInt(header + HEADER + LAST);
        for (int record = 1; record < count; record++) {
            int last = in.getInt(header + HEADER + record * RECORD + LAST);
            oldest = last - oldest < 0 ? last : oldest;
        }
        return oldest;
    }

    /**
     * The records.
     *
     * <pre>
     * +---------------------------------------------------------------+
     * |                            srcaddr                            |  0
     * |                            dstaddr                            |  4
     * |                            nexthop                            |  8
     * +-------------------------------+-------------------------------+
     * |             input             |             output            | 12
     * +-------------------------------+-------------------------------+
     * |                             dPkts                             | 16
     * |                            dOctets                            | 20
     * |              First, SysUptime at the first packet             | 24
     * |               Last, SysUptime at the last packet              | 28
     * +-------------------------------+-------------------------------+
     * |            srcport            |  dstport, ICMP: type and code | 32
     * +---------------+---------------+---------------+---------------+
     * |     pad1      |   tcp_flags   |      prot     |      tos      | 36
     * +---------------+---------------+---------------+---------------+
     * |             src_as            |             dst_as            | 40
     * +---------------+---------------+-------------------------------+
     * |    src_mask   |    dst_mask   |              pad2             | 44
     * +---------------+---------------+-------------------------------+
     * </pre>
     *
     * Last lies so far before the datagram's arrival as it lies before the header's SysUptime: so the exporter's clock and its drift
     * do not matter. All differences are taken in 32 bits, which is right across the wrap of SysUptime after 49.7 days.
     *
     * <p>An exporter that was silent and now sends all it has collected in one burst (a cache emptied once a minute, a capture file
     * read by softflowd) is played out at the pace of its own clock: the oldest flow of its first datagram ends now, the others as
     * much later as they ended after it. Taken as of their arrival they would be a spike that never was.
     */
    private void records(PacketBatch packets, int packet, int row, FlowBatch flows) {
        ByteBuffer in = packets.bytes();
        int header = packets.offset(packet);
        int uptime = in.getInt(header + 4);
        int rate = interval(in, header);
        long arrived = packets.epochNanos(packet);
        long burst = exporters.burst(row, arrived);
        int anchor = exporters.anchor(row) + (int) ((arrived - burst) / NANOS);
        int end = header + HEADER + (in.getShort(header + 2) & 0xffff) * RECORD;
        for (int at = header + HEADER; at < end; at += RECORD) {
            long addresses = in.getLong(at);
            long volume = in.getLong(at + 16);
            long times = in.getLong(at + 24);
            int ports = in.getInt(at + 32);
            int traits = in.getInt(at + 36);
            int protocol = (traits >>> 8) & 0xff;
            int keep = protocol == ICMP ? 0 : ports;
            int last = (int) times;
            long ended = arrived - within(uptime - last, OLDEST) * NANOS;
            long started = ended - within(last - (int) (times >>> 32), LONGEST) * NANOS;
            flows.next(packet)
                    .between(0, Address.low4((int) (addresses >>> 32)), 0, Address.low4((int) addresses))
                    .ports(keep >>> 16, keep)
                    .kind(protocol, protocol == TCP ? traits >>> 16 : 0, false)
                    .volume(volume >>> 32, volume & 0xffff_ffffL)
                    .sampled(rate)
                    .lasted(started, ended);
            if (burst != 0 && last - anchor > 0 && last - anchor <= LATEST) {
                flows.ahead(last - anchor);
            }
        }
    }

    /** Milliseconds that make sense, else none. */
    private static long within(int millis, int limit) {
        return Integer.compareUnsigned(millis, limit) > 0 ? 0 : millis;
    }
}
