// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.io.Closeable;
import java.io.IOException;

/** What an interface has lost before any socket could see it, asked for by rtnetlink. Used by one thread. */
final class LinkCounters implements Closeable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int GET_STATS = 94;
    private static final int NEW_STATS = 92;
    private static final int REQUEST = 1;
    private static final int LINK_64 = 1;

    /** struct rtnl_link_stats64 behind struct nlmsghdr (16), struct if_stats_msg (12) and struct nlattr (4). */
    private static final int COUNTERS = 32;

    private static final int RX_DROPPED = COUNTERS + 6 * 8;
    private static final int RX_MISSED = COUNTERS + 15 * 8;

    private final Scratch message = new Scratch(4096);
    private final int fd;
    private final int index;
    private final boolean withDropped;
    private final long first;
    private long last;

    /** @param withDropped also what the kernel dropped on the way from the driver to the program, not only what the card did */
    LinkCounters(Nic nic, boolean withDropped) throws IOException {
        index = nic.index();
        this.withDropped = withDropped;
        fd = Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw Fault.of(nic.name() + ": its counters cannot be read");
        }
        first = read();
        last = first;
    }

    /** Frames lost since this was opened. */
    long lost() {
        long now = read();
        last = Math.max(last, now);
        return last - first;
    }

    private long read() {
        message.bytes.putInt(0, 28).putShort(4, (short) GET_STATS).putShort(6, (short) REQUEST);
        message.bytes.putInt(8, 0).putInt(12, 0);
        message.bytes.putInt(16, 0).putInt(20, index).putInt(24, LINK_64);
        if (Libc.send(fd, message.at, 28, 0) != 28) {
            return last;
        }
        long got = Libc.recv(fd, message.at, message.bytes.capacity(), 0);
        if (got < RX_MISSED + 8 || message.bytes.getShort(4) != NEW_STATS) {
            return last;
        }
        long missed = message.bytes.getLong(RX_MISSED);
        return withDropped ? missed + message.bytes.getLong(RX_DROPPED) : missed;
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
