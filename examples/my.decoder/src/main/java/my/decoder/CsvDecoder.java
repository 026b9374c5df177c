// SPDX-License-Identifier: Apache-2.0
package my.decoder;

import java.nio.ByteBuffer;
import org.osgi.service.component.annotations.Component;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Address;

/** Reads flows from lines of text, {@code src,dst,proto,sport,dport,packets,bytes}, any number of them in a packet. IPv4 only. */
@Component(property = Decoder.NAME + "=csv")
public final class CsvDecoder implements Decoder {
    @Override
    public DecoderLane open(int lane) {
        return new Lines();
    }

    /** One lane's reader: a cursor, moved from byte to byte, so that nothing is allocated. */
    private static final class Lines implements DecoderLane {
        private static final long MOST = 1_000_000_000_000_000L;

        private ByteBuffer in = ByteBuffer.allocate(0);
        private int at;
        private int lineEnd;
        private boolean wrong;

        @Override
        public void decode(PacketBatch packets, FlowBatch flows) {
            in = packets.bytes();
            for (int packet = 0; packet < packets.size(); packet++) {
                at = packets.offset(packet);
                int end = at + packets.length(packet);
                while (at < end) {
                    lineEnd = at;
                    while (lineEnd < end && in.get(lineEnd) != '\n') {
                        lineEnd++;
                    }
                    line(packet, flows, lineEnd == end);
                    at = lineEnd + 1;
                }
            }
        }

        /** A line that cannot be read is counted, never thrown. The last one may lack its end. */
        private void line(int packet, FlowBatch flows, boolean last) {
            wrong = false;
            long source = address();
            long target = address();
            int protocol = (int) number(',', 255);
            int from = (int) number(',', 65535);
            int to = (int) number(',', 65535);
            long count = number(',', MOST);
            long bytes = number(',', MOST);
            if (wrong || at <= lineEnd) {
                flows.reject(last ? Reject.TRUNCATED : Reject.MALFORMED);
                return;
            }
            flows.next(packet)
                    .between(0, source, 0, target)
                    .ports(from, to)
                    .kind(protocol, 0, false)
                    .volume(count, bytes);
        }

        private long address() {
            long bits = number('.', 255) << 24 | number('.', 255) << 16 | number('.', 255) << 8 | number(',', 255);
            return Address.low4((int) bits);
        }

        /** Reads a number up to the next mark or the end of the line, and passes over the mark. */
        private long number(char mark, long most) {
            int first = at;
            long value = 0;
            while (at < lineEnd && in.get(at) != mark) {
                int digit = in.get(at++) - '0';
                value = digit < 0 || digit > 9 ? most + 1 : Math.min(most + 1, value * 10 + digit);
            }
            wrong |= at == first || value > most;
            at++;
            return value;
        }
    }
}
