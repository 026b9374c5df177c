// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.wire.Address;

/** A lane that takes many datagrams with one recvmmsg(2). The kernel writes into memory laid out once: nothing is allocated. */
final class MmsgLane implements CaptureLane {
    private static final int SLOTS = 64;

    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_WAITFORONE = 0x10000;

    /*
     * struct mmsghdr where a pointer has eight bytes: msg_name 0, msg_namelen 8, msg_iov 16, msg_iovlen 24, msg_control 32,
     * msg_controllen 40, msg_flags 48, msg_len 56
     */
    private static final int HEADER = 64;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTOR_LENGTH = 24;
    private static final int LENGTH = 56;
    /** struct iovec: base 0, length 8. */
    private static final int IOVEC = 16;
    /** struct sockaddr_in6 (28 bytes): port 2, address 8; struct sockaddr_in (16): port 2, address 4. */
    private static final int NAME = 32;

    private final ByteBuffer headers =
            ByteBuffer.allocateDirect(SLOTS * (HEADER + IOVEC + NAME)).order(ByteOrder.nativeOrder());
    /** The same memory: addresses are big-endian. */
    private final ByteBuffer names = headers.slice(SLOTS * (HEADER + IOVEC), SLOTS * NAME);

    private final ByteBuffer payloads;
    private final long headersAt = NativeSocket.address(headers);
    private final int stride;
    private final UdpCapture capture;
    private final NativeSocket socket;
    private final boolean v6;
    private final boolean rests;
    private UdpSettings known;
    private boolean retired;
    private int last;

    MmsgLane(UdpCapture capture, UdpSettings settings) throws IOException {
        this.capture = capture;
        known = settings;
        stride = settings.datagramMax();
        payloads = ByteBuffer.allocateDirect(SLOTS * stride);
        socket = new NativeSocket(settings);
        v6 = socket.isV6();
        rests = Rest.fits(socket.granted());
        layOut();
    }

    private void layOut() {
        long payloadsAt = NativeSocket.address(payloads);
        for (int i = 0; i < SLOTS; i++) {
            int header = i * HEADER;
            int iovec = SLOTS * HEADER + i * IOVEC;
            headers.putLong(header, headersAt + SLOTS * (HEADER + IOVEC) + (long) i * NAME);
            headers.putInt(header + NAME_LENGTH, NAME);
            headers.putLong(header + VECTOR, headersAt + iovec);
            headers.putLong(header + VECTOR_LENGTH, 1);
            headers.putLong(iovec, payloadsAt + (long) i * stride);
            headers.putLong(iovec + 8, stride);
        }
    }

    /** The receive buffer the kernel gave, in bytes. */
    int granted() {
        return socket.granted();
    }

    /** One system call: it waits for the first datagram, takes what else is there, and gives up after 95 ms. */
    @Override
    public int poll(PacketBatch batch) throws IOException {
        UdpSettings now = capture.settings();
        if (!retired && !now.equals(known)) {
            known = now;
            return REOPEN;
        }
        int most = Math.min(SLOTS, batch.capacity());
        if (rests && last > 0 && last < most / 2) {
            Rest.take();
        }
        last = socket.receive(headersAt, most, MSG_WAITFORONE | MSG_TRUNC);
        long arrived = System.currentTimeMillis() * 1_000_000;
        batch.in(payloads);
        for (int i = 0; i < last; i++) {
            int header = i * HEADER;
            int wireLength = headers.getInt(header + LENGTH);
            headers.putInt(header + NAME_LENGTH, NAME);
            batch.add(i * stride, Math.min(wireLength, stride), wireLength, arrived);
            sender(batch, i * NAME);
        }
        return last;
    }

    private void sender(PacketBatch batch, int name) {
        int port = names.getShort(name + 2) & 0xffff;
        if (v6) {
            batch.from(names.getLong(name + 8), names.getLong(name + 16), port);
        } else {
            batch.from(0, Address.low4(names.getInt(name + 4)), port);
        }
    }

    @Override
    public long dropped() {
        return socket.dropped();
    }

    @Override
    public boolean overlaps() {
        return true;
    }

    @Override
    public void retire() {
        retired = true;
        socket.connectToItself();
        // a datagram may be on its way into this socket yet
        socket.receiveTimeout(20);
    }

    @Override
    public void close() {
        socket.close();
    }
}
