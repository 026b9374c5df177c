// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A port that probes connect to, one at a time. Who comes while there is one is sent away. */
final class ListenSource implements ByteSource {
    /** However much the one there is sends. */
    private static final long LOOK_AGAIN = TimeUnit.SECONDS.toNanos(1);

    private final ByteBuffer into;
    private final Sparingly said;
    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private @Nullable SocketChannel peer;
    private long refused;
    private long lookedAt = System.nanoTime();

    ListenSource(InetSocketAddress address, ByteBuffer into, Sparingly said) throws IOException {
        this.into = into;
        this.said = said;
        try {
            if (address.isUnresolved()) {
                throw new IOException("no address of " + address.getHostString() + " is known");
            }
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true).configureBlocking(false);
            server.bind(address);
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (BindException e) {
            close();
            throw new IOException(
                    "port %d of %s cannot be had: %s (see: ss -tlnp 'sport = :%d')"
                            .formatted(address.getPort(), address.getHostString(), e.getMessage(), address.getPort()),
                    e);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The port, which the kernel has chosen where the configuration says 0. */
    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    @Override
    public int read(int millis) throws IOException {
        if (System.nanoTime() - lookedAt > LOOK_AGAIN) {
            accept();
        }
        SocketChannel known = peer;
        int count = known == null ? 0 : known.read(into);
        if (count != 0 || millis == 0 || selector.select(TcpSource::ready, millis) == 0) {
            return count;
        }
        accept();
        known = peer;
        return known == null ? 0 : known.read(into);
    }

    /** Whoever has come; allocates for a connection, not for a frame. */
    private void accept() throws IOException {
        lookedAt = System.nanoTime();
        SocketChannel came = server.accept();
        while (came != null) {
            if (peer == null) {
                came.setOption(StandardSocketOptions.SO_KEEPALIVE, true).configureBlocking(false);
                came.register(selector, SelectionKey.OP_READ);
                peer = came;
            } else {
                refused++;
                SocketAddress from = came.getRemoteAddress();
                came.close();
                said.say("refused " + from + ": there is a connection already");
            }
            came = server.accept();
        }
    }

    @Override
    public boolean next(boolean broken) throws IOException {
        SocketChannel known = peer;
        peer = null;
        if (known != null) {
            known.close();
        }
        return true;
    }

    @Override
    public String ending() {
        return "the other side has closed the connection";
    }

    @Override
    public long refused() {
        return refused;
    }

    @Override
    public void close() throws IOException {
        try (selector;
                server) {
            next(false);
        }
    }
}
