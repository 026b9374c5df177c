// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import polder.api.flow.Reject;
import polder.wire.Address;

/** The header of the datagram being read. A flyweight of one lane. */
final class Header {
    private static final int UNKNOWN = 0;
    private static final int IP_V4 = 1;
    private static final int IP_V6 = 2;

    /** The agent address; the sender where the agent does not know its own. */
    long agentHigh;

    long agentLow;
    /** Version and sub-agent. */
    long stream;

    int sequence;
    int uptime;
    int samples;
    /** Where the first sample lies. */
    int first;

    /**
     * "sFlow version 5", section 5, struct sample_datagram_v5; RFC 3176, section 4, where sub_agent_id is missing.
     *
     * <pre>
     * +---------------------------------------------------------------+
     * |                      version = 2, 4 or 5                      |
     * |         agent address: type 1 (IPv4), 2 (IPv6) or 0           |
     * |             agent address: 4, 16 or no bytes                  |
     * |              sub_agent_id, in version 5 only                  |
     * |           sequence_number of datagrams of sub-agent           |
     * |              uptime, milliseconds since boot                  |
     * |                     number of samples                         |
     * +---------------------------------------------------------------+
     * </pre>
     *
     * A number of samples that cannot lie in the datagram is noise or an attempt to be counted: nothing of such a datagram is
     * believed.
     *
     * @param smallest bytes a sample has at least
     * @return what is wrong with it, or null
     */
    @Nullable
    Reject read(ByteBuffer in, int at, int end, int version, int smallest) {
        int rest = version == 5 ? 16 : 12;
        if (end - at < 8 + rest) {
            return Reject.TRUNCATED;
        }
        int type = in.getInt(at + 4);
        int length = type == IP_V4 ? 4 : type == IP_V6 ? 16 : 0;
        if (type < UNKNOWN || type > IP_V6) {
            return Reject.MALFORMED;
        }
        if (end - at < 8 + length + rest) {
            return Reject.TRUNCATED;
        }
        address(in, type, at + 8);
        int then = at + 8 + length;
        int subAgent = version == 5 ? in.getInt(then) : 0;
        then += version == 5 ? 4 : 0;
        stream = ExporterRows.stream(version, subAgent);
        sequence = in.getInt(then);
        uptime = in.getInt(then + 4);
        samples = in.getInt(then + 8);
        first = then + 12;
        return samples < 0 || samples > (end - first) / smallest ? Reject.MALFORMED : null;
    }

    private void address(ByteBuffer in, int type, int at) {
        agentHigh = type == IP_V6 ? in.getLong(at) : 0;
        agentLow = type == IP_V6 ? in.getLong(at + 8) : type == IP_V4 ? Address.low4(in.getInt(at)) : 0;
    }

    /** Where an address with its type ends, or 0 when it does not before the limit. */
    static int afterAddress(ByteBuffer in, int at, int end) {
        if (end - at < 4) {
            return 0;
        }
        int type = in.getInt(at);
        int length = type == IP_V4 ? 4 : type == IP_V6 ? 16 : 0;
        return end - at - 4 < length ? 0 : at + 4 + length;
    }
}
