// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
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

    /** Where Last is in a record. */
    private static final int LAST = 28;

    private final Book book;

    Version5(Book book) {
        this.book = book;
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
    void decode(Message message) {
        ByteBuffer in = message.in;
        int at = message.start;
        int length = message.end - at;
        if (length < HEADER) {
            message.flows.reject(Reject.TRUNCATED);
            return;
        }
        int count = in.getShort(at + 2) & 0xffff;
        if (count == 0 || count > MAX_RECORDS) {
            message.flows.reject(Reject.MALFORMED);
            return;
        }
        if (length < HEADER + count * RECORD) {
            message.flows.reject(Reject.TRUNCATED);
            return;
        }
        message.version = 5;
        message.number = in.getShort(at + 20) & 0xffff;
        boolean read = false;
        while (!read) {
            Domain domain = book.domains().find(message);
            synchronized (domain) {
                // else it became another between the look and the lock
                read = domain.is(message);
                if (read) {
                    book.settle(domain);
                    track(message, domain, count);
                    records(message, domain, count);
                }
            }
        }
    }

    /** The mode bits say how it was sampled, and some routers leave them zero: only the interval counts. Zero is unsampled. */
    private static int rate(ByteBuffer in, int at, Domain domain) {
        int interval = in.getShort(at + 22) & 0x3fff;
        ExporterSettings settings = domain.settings;
        if (settings.sampling() > 0) {
            domain.sampledBy(settings.sampling(), Domain.Origin.CFG, 0);
        } else if (interval > 0) {
            domain.sampledBy(interval, Domain.Origin.HEADER, 0);
        } else {
            int usual = settings.samplingDefault();
            domain.sampledBy(usual, usual == 1 ? Domain.Origin.NOTHING : Domain.Origin.CFG_DEFAULT, 0);
        }
        return domain.rate;
    }

    private static void track(Message message, Domain domain, int count) {
        ByteBuffer in = message.in;
        int at = message.start;
        domain.heard(message.arrived);
        domain.flows += count;
        if (domain.burst.isOn(message.arrived) && !domain.burst.isAnchored()) {
            domain.burst.anchor(oldest(in, at, count));
        }
        domain.sequence.heard(in.getInt(at + 16), count, true, in.getInt(at + 4));
        long theirs = (in.getInt(at + 8) & 0xffff_ffffL) * 1000 + (in.getInt(at + 12) & 0xffff_ffffL) / NANOS;
        domain.clock(theirs, message.arrived);
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
     */
    private static void records(Message message, Domain domain, int count) {
        ByteBuffer in = message.in;
        FlowBatch flows = message.flows;
        int header = message.start;
        int uptime = in.getInt(header + 4);
        int rate = rate(in, header, domain);
        long arrived = message.arrived;
        int longest = (int) Math.min(LONGEST, domain.settings.activeTimeout().toMillis());
        boolean burst = domain.burst.isOn(arrived);
        int end = header + HEADER + count * RECORD;
        for (int at = header + HEADER; at < end; at += RECORD) {
            long addresses = in.getLong(at);
            long volume = in.getLong(at + 16);
            long times = in.getLong(at + 24);
            int ports = in.getInt(at + 32);
            int traits = in.getInt(at + 36);
            int protocol = (traits >>> 8) & 0xff;
            int keep = protocol == ICMP ? 0 : ports;
            int last = (int) times;
            int lasted = (int) within(last - (int) (times >>> 32), LONGEST);
            long age = within(uptime - last, OLDEST);
            long ended = arrived - age * NANOS;
            flows.next(message.packet)
                    .between(0, Address.low4((int) (addresses >>> 32)), 0, Address.low4((int) addresses))
                    .ports(keep >>> 16, keep)
                    .kind(protocol, protocol == TCP ? traits >>> 16 : 0, false)
                    .volume(volume >>> 32, volume & 0xffff_ffffL)
                    .sampled(rate)
                    .lasted(ended - Math.min(lasted, longest) * NANOS, ended);
            domain.longestMillis = Math.max(domain.longestMillis, lasted);
            if (burst) {
                flows.ahead(domain.burst.ahead(last, arrived));
            } else {
                domain.lags.tell(flows, age, lasted);
            }
            if (flows.isDetailed()) {
                details(flows.details(), in, at, ports);
            }
        }
    }

    private static void details(FlowDetails details, ByteBuffer in, int at, int ports) {
        int hop = in.getInt(at + 8);
        details.interfaces(in.getShort(at + 12) & 0xffff, in.getShort(at + 14) & 0xffff)
                .header(in.get(at + 39), 0, 0)
                .systems(in.getShort(at + 40) & 0xffff, in.getShort(at + 42) & 0xffff)
                .nextHop(0, hop == 0 ? 0 : Address.low4(hop));
        if (in.get(at + 38) == ICMP) {
            details.icmp(ports >>> 8, ports);
        }
    }

    /** Milliseconds that make sense, else none. */
    private static long within(int millis, int limit) {
        return Integer.compareUnsigned(millis, limit) > 0 ? 0 : millis;
    }
}
