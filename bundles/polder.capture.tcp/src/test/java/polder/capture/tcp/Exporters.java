// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;

/** What the tests have in common. */
final class Exporters {
    static final long LIMIT = 10_000_000_000L;

    private Exporters() {}

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Properties as DS passes them: {@code "port", 4739, "host", "::1"}. */
    static Map<String, Object> properties(Object... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "polder.capture.tcp~edge"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    static TcpCapture capture(Object... keysAndValues) {
        return new TcpCapture(null, properties(keysAndValues));
    }

    /** A message that is all header and filling; its sequence number and domain tell it from others. */
    static byte[] message(int length, int sequence, int domain) {
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putShort((short) 10)
                .putShort((short) length)
                .putInt(1)
                .putInt(sequence)
                .putInt(domain);
        while (out.hasRemaining()) {
            out.put((byte) (sequence + out.position()));
        }
        return out.array();
    }

    static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        for (byte[] part : parts) {
            all.put(part);
        }
        byte[] joined = new byte[all.position()];
        all.flip().get(joined);
        return joined;
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Polls until so many messages came, at most 10 s; each is checked as it comes. */
    static int take(CaptureLane lane, int count, Check check) throws IOException {
        PacketBatch batch = new PacketBatch(256);
        long deadline = System.nanoTime() + LIMIT;
        int got = 0;
        while (got < count && System.nanoTime() - deadline < 0) {
            batch.clear();
            int polled = lane.poll(batch);
            for (int i = 0; i < polled; i++) {
                check.message(batch, i);
            }
            got += Math.max(0, polled);
        }
        return got;
    }

    /** Looks at one message of a batch. */
    @FunctionalInterface
    interface Check {
        void message(PacketBatch batch, int packet);
    }

    static byte[] bytes(PacketBatch batch, int packet) {
        byte[] bytes = new byte[batch.length(packet)];
        batch.bytes().get(batch.offset(packet), bytes);
        return bytes;
    }

    static int sequence(PacketBatch batch, int packet) {
        return batch.bytes().getInt(batch.offset(packet) + 8);
    }

    static int domain(PacketBatch batch, int packet) {
        return batch.bytes().getInt(batch.offset(packet) + 12);
    }

    /** Whether the other side has closed it, waiting at most 10 s. */
    static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited 10 s for: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
