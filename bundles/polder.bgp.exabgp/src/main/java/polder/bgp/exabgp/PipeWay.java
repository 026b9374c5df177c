// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Speaker.Peer;
import polder.api.mitigation.Speaker.Standing;
import polder.api.mitigation.Speaker.State;

/**
 * Commands into a named pipe, as FastNetMon gives them. It is never waited for: without a reader it is not opened, and it is looked after
 * so often that a reader's end is not missed. Who reads it says nothing, so a route is sent and not more is known.
 */
final class PipeWay implements Way {
    private final Path pipe;
    private final Journal journal;

    /** How often a withdrawal is given. */
    private static final int WITHDRAWALS = 3;

    /** So long a reader may take to make room. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int MOMENT_MILLIS = 50;

    private final long repeatNanos;

    /** The commands this reader was given since the last repetition. */
    private final Map<String, String> sent = new HashMap<>();

    /** How often what is to go was withdrawn. */
    private final Map<String, Integer> leaving = new HashMap<>();

    private int fd = -1;

    /** When everything was last said again, and whether the last round came to its end. */
    private long repeated = System.nanoTime();

    private boolean complete;

    /** @param repeat how often everything is said again, in case the reader lost it: ExaBGP passes over what it has already */
    PipeWay(Path pipe, Journal journal, Duration repeat) {
        this.pipe = pipe;
        this.journal = journal;
        this.repeatNanos = repeat.toNanos();
    }

    /** Restarting ExaBGP takes longer than this. */
    @Override
    public long idle() {
        return 100;
    }

    @Override
    public List<Peer> round(@Nullable Map<String, Route> routes, Map<Announcement, Standing> standings)
            throws IOException {
        if (fd >= 0 && isReaderGone()) {
            close();
        }
        if (fd < 0) {
            open();
        }
        if (routes == null) {
            return List.of();
        }
        boolean again = complete && System.nanoTime() - repeated > repeatNanos;
        if (again) {
            sent.clear();
        }
        complete = false;
        leaving.keySet().removeAll(routes.keySet());
        List<String> gone = new ArrayList<>();
        for (String key : journal.keys()) {
            if (!routes.containsKey(key) && (again || !leaving.containsKey(key))) {
                write(journal.withdrawal(key));
                sent.remove(key);
                if (leaving.merge(key, 1, Integer::sum) >= WITHDRAWALS) {
                    gone.add(key);
                }
            }
        }
        leaving.keySet().removeAll(gone);
        journal.remove(gone);
        journal.add(routes.values());
        for (Route route : routes.values()) {
            if (!route.announce().equals(sent.get(route.key()))) {
                write(route.announce());
                sent.put(route.key(), route.announce());
            }
            standings.put(route.what(), new Standing(State.SENT, "the pipe gives no answers"));
        }
        complete = true;
        repeated = again ? System.nanoTime() : repeated;
        return List.of();
    }

    private void open() throws IOException {
        if (!Files.exists(pipe, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("there is no " + pipe + ": is exabgp installed and set up? mkfifo " + pipe
                    + ", and have a process of exabgp.conf read it");
        }
        if (!Files.readAttributes(pipe, BasicFileAttributes.class).isOther()) {
            throw new IOException(pipe + " is no named pipe: remove it, then mkfifo " + pipe);
        }
        try {
            fd = Libc.open(pipe.toString(), Libc.WRITE_ONLY | Libc.NON_BLOCKING | Libc.CLOSE_ON_EXEC);
        } catch (LastErrorException e) {
            throw new IOException(
                    switch (e.getErrorCode()) {
                        case Libc.NO_READER -> "no reader on " + pipe + ": is exabgp running? systemctl status exabgp";
                        case Libc.NOT_PERMITTED -> pipe + " may not be written: chown or chmod it for Polder's user";
                        default -> pipe + " cannot be opened: " + e.getMessage();
                    },
                    e);
        }
    }

    /** A command is so short that it is written whole or not at all. */
    private void write(String command) throws IOException {
        byte[] line = (command + '\n').getBytes(StandardCharsets.US_ASCII);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Libc.write(fd, line, line.length);
                return;
            } catch (LastErrorException e) {
                if (e.getErrorCode() != Libc.FULL) {
                    close();
                    throw new IOException(
                            "the reader of " + pipe + " has ended: is exabgp running? systemctl status exabgp", e);
                }
                if (System.nanoTime() > end) {
                    throw new IOException(pipe + " is full: exabgp does not read it; systemctl status exabgp", e);
                }
            }
            poll(Libc.POLLOUT, MOMENT_MILLIS);
        }
    }

    /** A pipe without a reader is an error to poll(2), whatever was asked for. */
    private boolean isReaderGone() {
        return (poll(0, 0) & Libc.POLLERR) != 0;
    }

    private int poll(int events, int millis) {
        ByteBuffer descriptor = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        descriptor.putInt(0, fd).putShort(4, (short) events);
        try {
            return Libc.poll(descriptor.array(), 1, millis) > 0 ? descriptor.getShort(6) : 0;
        } catch (LastErrorException e) {
            return 0; // a signal came; asked again in a moment
        }
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
        sent.clear();
    }
}
