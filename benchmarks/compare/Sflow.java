// SPDX-License-Identifier: Apache-2.0

import java.nio.ByteBuffer;

/** sFlow 5: 7 flow samples a datagram, each with the first 128 bytes of a frame. */
final class Sflow implements Protocol {
    private static final int SAMPLES = 7;
    private static final int SAMPLE = 192;
    private static final int HEADER = 128;

    @Override
    public int pool() {
        return Flows.HOSTS / SAMPLES;
    }

    @Override
    public Protocol.Datagram build(Flows flows, boolean template) {
        ByteBuffer out = ByteBuffer.allocateDirect(28 + SAMPLES * SAMPLE);
        out.putInt(5).putInt(1).putInt(0xc0000201).putInt(0).putInt(24, SAMPLES);
        for (int s = 0; s < SAMPLES; s++) {
            out.position(28 + s * SAMPLE);
            out.putInt(1).putInt(SAMPLE - 8).putInt(0).putInt(1);
            out.putInt(1).putInt(0).putInt(0).putInt(1).putInt(2).putInt(1);
            // one raw header: Ethernet, the frame's length with the 4 bytes of its check sum, which are stripped
            out.putInt(1).putInt(16 + HEADER).putInt(1).putInt(14 + 500 + 4).putInt(4).putInt(HEADER);
            putFrame(out, flows.next());
        }
        return new Protocol.Datagram(out, SAMPLES, 28);
    }

    private static void putFrame(ByteBuffer out, Flows flow) {
        out.putInt(0x02000000).putInt(0x00010200).putInt(0x00000002).putShort((short) 0x0800);
        int ip = out.position();
        out.putInt(0x450001f4).putInt(0x00004000).put((byte) 64).put(flow.protocol()).putShort((short) 0);
        out.putInt(flow.source).putInt(flow.destination);
        int sum = 0;
        for (int at = ip; at < ip + 20; at += 2) {
            sum += out.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        out.putShort(ip + 10, (short) ~(sum + (sum >>> 16)));
        out.putInt(flow.ports);
        if (flow.tcp) {
            out.putInt(1).putInt(1).putInt(0x5018ffff);
        } else {
            out.putShort((short) 480);
        }
    }

    @Override
    public void time(Protocol.Datagram datagram, int second) {
        datagram.bytes().putInt(20, Protocol.uptime(second));
    }

    @Override
    public void number(Protocol.Datagram datagram, int datagrams, int records) {
        datagram.bytes().putInt(16, datagrams);
        for (int s = 0; s < SAMPLES; s++) {
            int at = datagram.body() + s * SAMPLE;
            // every packet is sampled, so the number of the sample is the pool too
            datagram.bytes().putInt(at + 8, records + s).putInt(at + 20, records + s + 1);
        }
    }
}
