// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The reading end of a pipe of Linux, with or without a name, that is waited for no longer than asked; the JDK's would wait for ever.
 * Used by one thread. Constants are those of amd64, arm64 and riscv64.
 */
final class Pipe implements Closeable {
    static final int END = -1;

    private static final int O_RDONLY_NONBLOCK_CLOEXEC = 0x80800;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int POLLIN = 1;
    private static final int NONE = -1;

    /** For poll(2): descriptor 4, events 2, events found 2. */
    private final ByteBuffer poll = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());

    private final long pollAt = address(poll);
    private final ByteBuffer into;
    private final long intoAt;
    private int fd;
    private int writeEnd;

    private Pipe(ByteBuffer into, int fd, int writeEnd) {
        this.into = into;
        this.fd = fd;
        this.writeEnd = writeEnd;
        intoAt = address(into);
        poll.putInt(0, fd).putShort(4, (short) POLLIN);
    }

    private static long address(ByteBuffer buffer) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }

    /** Opens one that has a name; nobody need have it open for writing. */
    static Pipe open(Path path, ByteBuffer into) throws IOException {
        int opened = Libc.open(path.toString(), O_RDONLY_NONBLOCK_CLOEXEC);
        if (opened < 0) {
            throw new IOException(path + ": cannot be opened: " + Libc.strerror(Native.getLastError()));
        }
        return new Pipe(into, opened, NONE);
    }

    /** Makes one without a name. */
    static Pipe make(ByteBuffer into) throws IOException {
        ByteBuffer ends = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        if (Libc.pipe2(address(ends), O_RDONLY_NONBLOCK_CLOEXEC) < 0) {
            throw new IOException("cannot make a pipe: " + Libc.strerror(Native.getLastError()));
        }
        return new Pipe(into, ends.getInt(0), ends.getInt(4));
    }

    /** The file that somebody who is to write opens; there until {@link #closeWriteEnd}. */
    Path writeEnd() {
        return Path.of("/proc/self/fd/" + writeEnd);
    }

    void closeWriteEnd() {
        if (writeEnd != NONE) {
            Libc.close(writeEnd);
            writeEnd = NONE;
        }
    }

    /** As {@link ByteSource#read}; the end is there while nobody has the pipe open for writing. */
    int read(int millis) throws IOException {
        int count = read();
        if (count == 0 && millis > 0 && Libc.poll(pollAt, 1, millis) > 0) {
            count = read();
        }
        return count;
    }

    private int read() throws IOException {
        long count = Libc.read(fd, intoAt + into.position(), into.remaining());
        if (count > 0) {
            return (int) count;
        }
        if (count == 0) {
            return END;
        }
        int problem = Native.getLastError();
        if (problem != EAGAIN && problem != EINTR) {
            throw new IOException("cannot be read: " + Libc.strerror(problem));
        }
        return 0;
    }

    @Override
    public void close() {
        closeWriteEnd();
        if (fd != NONE) {
            Libc.close(fd);
            fd = NONE;
        }
    }
}
