// SPDX-License-Identifier: Apache-2.0

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends flow records of one protocol to this machine and prints how many records and how many datagrams that were. The records go
 * from 198.18.0.0/15 to the 65,536 hosts of 10.10.0.0/16, each in its turn. What changes in a real exporter's datagrams changes
 * in these: the sequence number in each, the times once a second.
 *
 * <pre>java SendFlows SECONDS DATAGRAMS_PER_SECOND netflow5|netflow9|ipfix|sflow   (0: as fast as possible)</pre>
 */
public final class SendFlows {
    private static final int TEMPLATE_EVERY = 200;
    private static final int BURST = 32;

    public static void main(String[] words) throws Exception {
        double seconds = Double.parseDouble(words[0]);
        long rate = Long.parseLong(words[1]);
        Protocol protocol =
                switch (words[2]) {
                    case "netflow5" -> new Netflow5();
                    case "netflow9" -> new Netflow9();
                    case "ipfix" -> new Ipfix();
                    case "sflow" -> new Sflow();
                    default -> throw new IllegalArgumentException(words[2]);
                };
        int port = words[2].equals("sflow") ? 6343 : 2055;
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            send(channel, protocol, seconds, rate);
        }
    }

    private static void send(DatagramChannel channel, Protocol protocol, double seconds, long rate) throws Exception {
        Protocol.Datagram[] pool = new Protocol.Datagram[(protocol.pool() / TEMPLATE_EVERY + 1) * TEMPLATE_EVERY];
        int[] timed = new int[pool.length];
        Flows flows = new Flows();
        for (int d = 0; d < pool.length; d++) {
            pool[d] = protocol.build(flows, d % TEMPLATE_EVERY == 0);
        }
        long sent = 0;
        long records = 0;
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            int now = Protocol.now();
            for (int i = 0; i < BURST; i++) {
                int at = (int) (sent % pool.length);
                Protocol.Datagram datagram = pool[at];
                if (timed[at] != now) {
                    timed[at] = now;
                    protocol.time(datagram, now);
                }
                protocol.number(datagram, (int) sent, (int) records);
                channel.write(datagram.bytes().clear());
                sent++;
                records += datagram.records();
            }
            while (rate > 0 && sent * 1e9 / rate > System.nanoTime() - start) {
                LockSupport.parkNanos(100_000);
            }
        }
        System.out.println(records + " " + sent);
    }
}
