// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import polder.wire.Address;
import polder.wire.Frame;

/** The frames of a pcap or pcapng file, all in memory. A file that breaks off gives the frames before that. */
public final class CaptureFile {
    private static final int PCAPNG = 0x0a0d0d0a;

    private final List<Packet> frames = new ArrayList<>();

    private CaptureFile() {}

    public static CaptureFile read(Path file) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
            CaptureFile capture = new CaptureFile();
            if (in.remaining() >= 4 && in.getInt(0) == PCAPNG) {
                new Pcapng(in, capture.frames).read();
            } else {
                capture.readPcap(in);
            }
            return capture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every frame, in the order of the file. */
    public List<Packet> frames() {
        return frames;
    }

    /** The payload of every UDP datagram that is no fragment. */
    public List<Packet> datagrams() {
        List<Packet> datagrams = new ArrayList<>();
        Frame frame = new Frame();
        for (Packet packet : frames) {
            byte[] bytes = packet.bytes();
            ByteBuffer in = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
            Frame.Result result = frame.read(in, packet.linkType(), 0, bytes.length, packet.wireLength());
            if (result == Frame.Result.OK && frame.payloadLength() > 0 && !frame.isFragment()) {
                byte[] payload = new byte[frame.payloadLength()];
                in.get(frame.payloadOffset(), payload);
                Address sender = new Address(frame.sourceHigh(), frame.sourceLow());
                datagrams.add(new Packet(
                        payload, payload.length, packet.epochNanos(), packet.linkType(), sender, frame.sourcePort()));
            }
        }
        return datagrams;
    }

    /** draft-ietf-opsawg-pcap: a header of 24 bytes, then for each packet a header of 16 and its bytes. */
    private void readPcap(ByteBuffer in) {
        if (in.remaining() < 24) {
            throw new IllegalArgumentException("shorter than the header of a pcap file");
        }
        int magic = in.getInt(0);
        boolean nanos = magic == 0xa1b23c4d || magic == 0x4d3cb2a1;
        if (magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1) {
            in.order(ByteOrder.LITTLE_ENDIAN);
        } else if (magic != 0xa1b2c3d4 && magic != 0xa1b23c4d) {
            throw new IllegalArgumentException("no pcap file: it starts with 0x" + Integer.toHexString(magic));
        }
        int linkType = in.getInt(20) & 0xffff;
        int at = 24;
        while (in.limit() - at >= 16) {
            long seconds = in.getInt(at) & 0xffff_ffffL;
            long fraction = in.getInt(at + 4) & 0xffff_ffffL;
            int captured = in.getInt(at + 8);
            if (captured < 0 || captured > in.limit() - at - 16) {
                return;
            }
            byte[] bytes = new byte[captured];
            in.get(at + 16, bytes);
            long epochNanos = seconds * 1_000_000_000 + fraction * (nanos ? 1 : 1000);
            frames.add(Packet.frame(linkType, bytes, in.getInt(at + 12), epochNanos));
            at += 16 + captured;
        }
    }
}
