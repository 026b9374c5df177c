// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.nio.ByteBuffer;
import java.util.Random;
import polder.wire.Address;

/**
 * Everyday traffic: frames made once, between hosts of the networks and peers elsewhere, in both directions. Which one comes
 * next is drawn, so that rates vary as they do.
 */
final class Background {
    static final int FRAMES = 2048;
    static final int BYTES = FRAMES * Frame.MAX;

    private static final Address PEERS4 = Address.parse("192.0.2.0");
    private static final Address PEERS6 = Address.parse("2001:db8:ffff::");
    private static final int[] SERVICES = {443, 443, 443, 80, 22, 25};

    private final int[] lengths = new int[FRAMES];
    private final ByteBuffer out;
    private final Random random;

    Background(ByteBuffer out, Hosts hosts, Random random) {
        this.out = out;
        this.random = random;
        for (int i = 0; i < FRAMES; i++) {
            lengths[i] = make(i * Frame.MAX, hosts.busy(random), random.nextBoolean());
        }
    }

    /** Draws a frame. */
    int draw() {
        return random.nextInt(FRAMES);
    }

    int offset(int frame) {
        return frame * Frame.MAX;
    }

    int length(int frame) {
        return lengths[frame];
    }

    /** Of a hundred: 45 TCP acknowledgements, 28 TCP data, 3 TCP SYN, 2 TCP FIN, 17 UDP (QUIC, DNS), 5 ICMP echoes. */
    private int make(int at, Address host, boolean incoming) {
        Address peer = host.isV4()
                ? new Address(0, PEERS4.low() + 1 + random.nextInt(254))
                : new Address(PEERS6.high(), 1 + random.nextInt(1000));
        int draw = random.nextInt(100);
        int length;
        if (draw < 45) {
            length = tcp(at, host, peer, incoming, Frame.ACK, 0);
        } else if (draw < 73) {
            length = tcp(at, host, peer, incoming, Frame.ACK | Frame.PSH, 100 + random.nextInt(1300));
        } else if (draw < 76) {
            length = tcp(at, host, peer, incoming, incoming ? Frame.SYN : Frame.SYN | Frame.ACK, 0);
        } else if (draw < 78) {
            length = tcp(at, host, peer, incoming, Frame.ACK | Frame.FIN, 0);
        } else {
            length = draw < 95 ? udp(at, host, peer, incoming) : echo(at, host, peer, incoming);
        }
        Frame.seal(out, at, length);
        return length;
    }

    private int ip(int at, int payload, int protocol, Address from, Address to) {
        return Frame.ip(out, at, headers(from) + payload, protocol, from, to);
    }

    private static int headers(Address address) {
        return address.isV4() ? Frame.PAYLOAD4 : Frame.PAYLOAD6;
    }

    /** The host is the server. */
    private int tcp(int at, Address host, Address peer, boolean incoming, int flags, int data) {
        int service = SERVICES[random.nextInt(SERVICES.length)];
        int client = 32768 + random.nextInt(28000);
        int tcp = ip(at, 32 + data, Frame.TCP, incoming ? peer : host, incoming ? host : peer);
        Frame.tcp(out, tcp, incoming ? client : service, incoming ? service : client, flags, 32);
        return headers(host) + 32 + data;
    }

    /** QUIC, the host is the server; or DNS, the host is the client. */
    private int udp(int at, Address host, Address peer, boolean incoming) {
        boolean dns = random.nextInt(4) == 0;
        int length = 8 + (dns ? 30 + random.nextInt(220) : 1200);
        int client = 32768 + random.nextInt(28000);
        int ofHost = dns ? client : 443;
        int ofPeer = dns ? 53 : client;
        int udp = ip(at, length, Frame.UDP, incoming ? peer : host, incoming ? host : peer);
        Frame.udp(out, udp, incoming ? ofPeer : ofHost, incoming ? ofHost : ofPeer, length);
        return headers(host) + length;
    }

    /** The peer asks, the host answers. */
    private int echo(int at, Address host, Address peer, boolean incoming) {
        boolean v4 = host.isV4();
        int type = v4 ? (incoming ? 8 : 0) : (incoming ? 128 : 129);
        int icmp = ip(at, 64, v4 ? Frame.ICMP : Frame.ICMP6, incoming ? peer : host, incoming ? host : peer);
        Frame.echo(out, icmp, type, random.nextInt(65536));
        return headers(host) + 64;
    }
}
