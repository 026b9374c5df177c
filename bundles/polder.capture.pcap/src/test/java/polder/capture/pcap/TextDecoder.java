// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.nio.charset.StandardCharsets;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Address;

/** For datagrams that say in words what they export: a flow a line, fields in the order of {@link FlowBatch}. */
public final class TextDecoder implements Decoder {
    @Override
    public DecoderLane open(int lane) {
        return TextDecoder::decode;
    }

    private static void decode(PacketBatch packets, FlowBatch flows) {
        for (int i = 0; i < packets.size(); i++) {
            byte[] text = new byte[packets.length(i)];
            packets.bytes().get(packets.offset(i), text);
            for (String line : new String(text, StandardCharsets.US_ASCII).split("\n")) {
                String[] words = line.split(" ");
                if (words[0].equals("bug")) {
                    throw new IllegalStateException("a bug");
                }
                if (words.length != 11) {
                    flows.reject(Reject.MALFORMED);
                    continue;
                }
                Address from = Address.parse(words[0]);
                Address to = Address.parse(words[1]);
                flows.next(i)
                        .between(from.high(), from.low(), to.high(), to.low())
                        .kind(number(words[2]), number(words[8]), false)
                        .ports(number(words[3]), number(words[4]))
                        .volume(Long.parseLong(words[5]), Long.parseLong(words[6]))
                        .sampled(number(words[7]))
                        .lasted(Long.parseLong(words[9]), Long.parseLong(words[10]));
            }
        }
    }

    private static int number(String word) {
        return Integer.decode(word);
    }
}
