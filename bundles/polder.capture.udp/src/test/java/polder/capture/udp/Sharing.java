// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Another program: binds a port it is willing to share, says so, and stays until its input ends. */
final class Sharing {
    private Sharing() {}

    public static void main(String[] words) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true)
                    .bind(new InetSocketAddress(Integer.parseInt(words[0])));
            System.out.println("bound");
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }
}
