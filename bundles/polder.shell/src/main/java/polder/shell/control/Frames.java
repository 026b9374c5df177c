// SPDX-License-Identifier: Apache-2.0
package polder.shell.control;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The protocol of the control socket, one command for each connection. Both sides send frames:
 *
 * <pre>
 *  0        1        2        3        4        5
 * +--------+--------+--------+--------+--------+---------- - -
 * | type   | length of the payload, big-endian | payload
 * +--------+--------+--------+--------+--------+---------- - -
 *
 * client   'H'  hello, first and once: texts ended by NUL, in UTF-8: version (1), 1 with a terminal or 0 without,
 *               terminal type, columns, rows, charset, command, arguments ...
 *          'I'  bytes typed at the terminal
 *          'W'  the terminal has a new size: columns and rows, each ended by NUL
 * server   'O'  bytes for standard output
 *          'E'  bytes for standard error
 *          'X'  the end: one byte, the exit code (0 done, 1 it failed, 2 called wrongly)
 * </pre>
 *
 * <p>The client ends a command by closing the connection. One thread reads, any thread may send.
 */
final class Frames implements Closeable {
    static final byte HELLO = 'H';
    static final byte INPUT = 'I';
    static final byte SIZE = 'W';
    static final byte OUT = 'O';
    static final byte ERROR = 'E';
    static final byte EXIT = 'X';

    /** The longest payload; a longer one is no client of ours. */
    static final int LONGEST = 1 << 16;

    private static final int HEADER = 5;

    /** A frame. */
    record Frame(byte type, ByteBuffer payload) {
        List<String> texts() {
            String all = StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
            String[] parts = all.split("\0", -1);
            return List.of(Arrays.copyOf(parts, parts.length - 1));
        }
    }

    private final ByteChannel channel;
    private final Object sending = new Object();

    Frames(ByteChannel channel) {
        this.channel = channel;
    }

    /** The next frame. */
    Frame read() throws IOException {
        ByteBuffer header = fill(ByteBuffer.allocate(HEADER));
        byte type = header.get();
        int length = header.getInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a frame of " + length + " bytes");
        }
        return new Frame(type, fill(ByteBuffer.allocate(length)));
    }

    private ByteBuffer fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the other side has closed");
            }
        }
        return buffer.flip();
    }

    void send(byte type, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + length);
        frame.put(type).putInt(length).put(bytes, offset, length).flip();
        synchronized (sending) {
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
        }
    }

    void exit(int code) throws IOException {
        send(EXIT, new byte[] {(byte) code}, 0, 1);
    }

    void error(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        send(ERROR, bytes, 0, bytes.length);
    }

    /** A stream whose bytes become frames. */
    OutputStream stream(byte type) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                send(type, new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int at = 0; at < length; at += LONGEST) {
                    send(type, bytes, offset + at, Math.min(LONGEST, length - at));
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
