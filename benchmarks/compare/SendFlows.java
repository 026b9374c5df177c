// SPDX-License-Identifier: Apache-2.0

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends NetFlow 5 datagrams of 30 records to UDP port 2055 of this machine and prints how many records that were. The records go
 * from 198.18.0.0/15 to hosts of 10.10.0.0/16, all of them alike; 65,536 different flows, round and round.
 *
 * <pre>java SendFlows.java SECONDS DATAGRAMS_PER_SECOND   (0: as fast as possible)</pre>
 */
public final class SendFlows {
    private static final int RECORDS = 30;
    private static final int POOL = 4096;

    public static void main(String[] words) throws Exception {
        double seconds = Double.parseDouble(words[0]);
        long rate = Long.parseLong(words[1]);
        ByteBuffer[] pool = pool();
        long sent = 0;
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 2055));
            while (System.nanoTime() < end) {
                for (int i = 0; i < 32; i++) {
                    ByteBuffer datagram = pool[(int) (sent % POOL)];
                    datagram.putInt(16, (int) (sent * RECORDS));
                    channel.write(datagram.clear());
                    sent++;
                }
                while (rate > 0 && sent * 1e9 / rate > System.nanoTime() - start) {
                    LockSupport.parkNanos(100_000);
                }
            }
        }
        System.out.println(sent * RECORDS);
    }

    private static ByteBuffer[] pool() {
        ByteBuffer[] pool = new ByteBuffer[POOL];
        int seed = 1;
        for (int d = 0; d < POOL; d++) {
            ByteBuffer out = ByteBuffer.allocateDirect(24 + RECORDS * 48);
            out.putShort(0, (short) 5).putShort(2, (short) RECORDS).putInt(4, 3_600_000);
            out.putInt(8, (int) (System.currentTimeMillis() / 1000));
            for (int r = 0; r < RECORDS; r++) {
                seed = seed * 1103515245 + 12345;
                int at = 24 + r * 48;
                out.putInt(at, 0xc6120000 | (seed >>> 16)).putInt(at + 4, 0x0a0a0000 | (seed >>> 8 & 0xffff));
                out.putInt(at + 16, 10).putInt(at + 20, 5000);
                out.putInt(at + 24, 3_598_000).putInt(at + 28, 3_599_000);
                out.putInt(at + 32, seed).put(at + 38, (byte) ((seed & 0x10000) == 0 ? 6 : 17));
            }
            pool[d] = out;
        }
        return pool;
    }
}
