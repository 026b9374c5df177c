// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A FIFO: a pipe with a name. It stays open while writers come and go, so that none of them has to wait for a reader. */
final class FifoSource implements ByteSource {
    /** While nobody writes the kernel does not wait either. */
    private static final int LOOK_AGAIN = 20;

    private final Pipe pipe;
    private boolean written;

    /** @throws IOException when there is no such FIFO, with a message for the operator */
    FifoSource(String name, ByteBuffer into) throws IOException {
        Path path = path(name);
        if (!Files.exists(path)) {
            throw new IOException(path + ": no such FIFO; make it with: mkfifo " + path);
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException(path + ": is no FIFO; a capture file is given with file =");
        }
        if (!Files.isReadable(path)) {
            throw new IOException(path + ": may not be read by this user");
        }
        pipe = Pipe.open(path, into);
    }

    private static Path path(String name) throws IOException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IOException(name + ": is no path: " + e.getReason(), e);
        }
    }

    @Override
    public int read(int millis) throws IOException {
        int count = pipe.read(millis);
        if (count == Pipe.END && !written) {
            if (millis > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN));
            }
            return 0;
        }
        written = count > 0 || (written && count == 0);
        return count;
    }

    @Override
    public boolean next(boolean broken) {
        return !broken;
    }

    @Override
    public String ending() {
        return "its writer has closed it";
    }

    @Override
    public void close() {
        pipe.close();
    }
}
