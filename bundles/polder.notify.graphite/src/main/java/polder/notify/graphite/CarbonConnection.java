// SPDX-License-Identifier: Apache-2.0
package polder.notify.graphite;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A connection to a carbon server that never waits for longer than it may. */
final class CarbonConnection implements Closeable {
    private final Duration limit;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer answer = ByteBuffer.allocate(64);

    CarbonConnection(String host, int port, Duration limit) throws IOException {
        this.limit = limit;
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("there is no host of this name");
        }
        selector = Selector.open();
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_CONNECT);
            long end = System.nanoTime() + limit.toNanos();
            boolean connected = channel.connect(address);
            while (!connected) {
                await(SelectionKey.OP_CONNECT, end, "it cannot be reached");
                connected = channel.finishConnect();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void await(int what, long end, String failure) throws IOException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new IOException(failure + " within " + limit.toMillis() + " ms");
        }
        key.interestOps(what);
        selector.select(millis);
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted");
        }
    }

    /** Whether the server has closed it; what it says, which is nothing, is read away. */
    boolean isClosed() {
        try {
            answer.clear();
            return channel.read(answer) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    void send(byte[] bytes, int size) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes, 0, size);
        long end = System.nanoTime() + limit.toNanos();
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                await(SelectionKey.OP_WRITE, end, "it does not take what is sent");
            }
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
