// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pcap4j.core.PacketReader;
import org.pcap4j.core.PcapNativeException;
import polder.wire.Frame;

/** Guesses from the first packets of a file which decoder it is for. */
final class Guess {
    private static final int LOOKED_AT = 1000;
    /** With one export in so many packets the file is taken for one of exports. */
    private static final int SHARE = 4;

    private static final int UDP = 17;
    private static final int LONGEST = 1 << 18;

    private Guess() {}

    /** {@code netflow} (IPFIX too), {@code sflow} or {@code packet}. */
    static String decoder(Path path, String filter) throws IOException {
        int packets = 0;
        int netflow = 0;
        int sflow = 0;
        try (PacketReader file = CaptureFiles.open(path, filter, "")) {
            Frame frame = new Frame();
            ByteBuffer bytes = ByteBuffer.allocateDirect(LONGEST);
            int linkType = CaptureFiles.linkType(file);
            while (packets < LOOKED_AT && file.next()) {
                packets++;
                int length = Math.min(file.length(), LONGEST);
                file.copy(bytes, 0, length);
                if (frame.read(bytes, linkType, 0, length, file.wireLength()) == Frame.Result.OK
                        && frame.protocol() == UDP
                        && frame.payloadLength() > 0) {
                    netflow += isNetflow(bytes, frame) ? 1 : 0;
                    sflow += frame.targetPort() == 6343 ? 1 : 0;
                }
            }
        } catch (PcapNativeException e) {
            // where the file cannot be read on is said when it is decoded
            packets = Math.max(packets, 1);
        }
        if (Math.max(netflow, sflow) * SHARE < Math.max(1, packets)) {
            return PcapSettings.FRAMES;
        }
        return netflow >= sflow ? "netflow" : "sflow";
    }

    private static boolean isNetflow(ByteBuffer bytes, Frame frame) {
        return switch (frame.targetPort()) {
            case 2055, 4739, 9995, 9996 -> true;
            default -> startsLikeNetflow(bytes, frame.payloadOffset(), frame.payloadLength());
        };
    }

    /**
     * A version and a field that has to agree with it: in version 5 the number of 48-byte records, in version 9 (RFC 3954, section
     * 5) id and length of the first set, in IPFIX (RFC 7011, section 3.1) the length of the message.
     */
    private static boolean startsLikeNetflow(ByteBuffer bytes, int at, int length) {
        if (length < 20) {
            return false;
        }
        int version = bytes.getShort(at) & 0xffff;
        int second = bytes.getShort(at + 2) & 0xffff;
        return switch (version) {
            case 5 -> second > 0 && length >= 24 + 48 * second;
            case 9 -> length >= 24 && isSet(bytes.getShort(at + 20) & 0xffff, bytes.getShort(at + 22) & 0xffff, length);
            case 10 -> second == length;
            default -> false;
        };
    }

    private static boolean isSet(int id, int size, int length) {
        return (id < 2 || id > 255) && size >= 4 && size <= length - 20;
    }
}
