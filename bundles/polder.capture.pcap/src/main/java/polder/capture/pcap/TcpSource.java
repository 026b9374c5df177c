// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection this side has made: to a broker, or to a probe that listens. */
final class TcpSource implements ByteSource {
    private static final int PATIENCE = 2000;

    private final ByteBuffer into;
    private final Selector selector = Selector.open();
    private final SocketChannel channel = SocketChannel.open();

    /** @throws IOException when nobody answers, with a message for the operator */
    TcpSource(InetSocketAddress peer, ByteBuffer into) throws IOException {
        this.into = into;
        try {
            if (peer.isUnresolved()) {
                throw new IOException("no address of that name is known");
            }
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.socket().connect(peer, PATIENCE);
            channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            close();
            throw new IOException(
                    "no connection to %s port %d: %s".formatted(peer.getHostString(), peer.getPort(), e.getMessage()),
                    e);
        }
    }

    @Override
    public int read(int millis) throws IOException {
        int count = channel.read(into);
        return count == 0 && millis > 0 && selector.select(TcpSource::ready, millis) > 0 ? channel.read(into) : count;
    }

    /** Nothing is to be done with the keys. */
    static void ready(SelectionKey key) {}

    @Override
    public boolean next(boolean broken) {
        return false;
    }

    @Override
    public String ending() {
        return "the other side has closed the connection";
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }
}
