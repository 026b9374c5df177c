// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.wire.Address;

/**
 * A lane on the JDK's channel: where there is no Linux or no JNA. The JDK makes an address object whenever the sender is not
 * the one before, and empties a socket it connects: so this lane allocates when exporters alternate, and cannot be retired.
 */
final class ChannelLane implements CaptureLane {
    private static final int SLOTS = 64;

    private final UdpCapture capture;
    private final DatagramChannel channel;
    private final Selector selector = Selector.open();
    private final ByteBuffer payloads;
    private final int stride;
    private final int port;
    private final boolean rests;
    private final Set<Long> inodes;
    private UdpSettings known;
    private @Nullable InetSocketAddress sender;
    private long senderHigh;
    private long senderLow;
    private int last;

    ChannelLane(UdpCapture capture, UdpSettings settings) throws IOException {
        this.capture = capture;
        known = settings;
        port = settings.port();
        // one byte more than is kept shows that a datagram was longer
        stride = settings.datagramMax() + 1;
        payloads = ByteBuffer.allocateDirect(SLOTS * stride);
        Set<Long> before = SocketTable.inodes(settings.port());
        channel = settings.host().isV4() ? DatagramChannel.open(StandardProtocolFamily.INET) : DatagramChannel.open();
        try {
            prepare(settings);
        } catch (IOException e) {
            close();
            throw e;
        }
        rests = Rest.fits(granted());
        inodes = new HashSet<>(SocketTable.inodes(settings.port()));
        inodes.removeAll(before);
    }

    private void prepare(UdpSettings settings) throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
        channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        try {
            channel.bind(
                    settings.dual()
                            ? new InetSocketAddress(settings.port())
                            : new InetSocketAddress(settings.host().toInet(), settings.port()));
        } catch (BindException e) {
            throw BindFault.of(settings, errno(settings, e), String.valueOf(e.getMessage()));
        }
    }

    /** The JDK keeps the number to itself. */
    private static int errno(UdpSettings settings, BindException fault) throws IOException {
        if (!settings.wildcard()
                && NetworkInterface.getByInetAddress(settings.host().toInet()) == null) {
            return BindFault.EADDRNOTAVAIL;
        }
        String text = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("denied") ? BindFault.EACCES : BindFault.EADDRINUSE;
    }

    /** The receive buffer the kernel gave, in bytes; the JDK has taken the kernel's doubling out. */
    int granted() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public int poll(PacketBatch batch) throws IOException {
        UdpSettings now = capture.settings();
        if (!now.equals(known)) {
            known = now;
            return REOPEN;
        }
        int most = Math.min(SLOTS, batch.capacity());
        if (rests && last > 0 && last < most / 2) {
            Rest.take();
        }
        batch.in(payloads);
        receive(batch, most);
        if (batch.size() == 0 && selector.select(ChannelLane::ready, 95) > 0) {
            receive(batch, most);
        }
        last = batch.size();
        return last;
    }

    private static void ready(SelectionKey key) {}

    private void receive(PacketBatch batch, int most) throws IOException {
        long arrived = System.currentTimeMillis() * 1_000_000;
        for (int i = 0; i < most; i++) {
            int offset = i * stride;
            payloads.limit(offset + stride).position(offset);
            if (!(receiveOne() instanceof InetSocketAddress from)) {
                break;
            }
            if (!from.equals(sender)) {
                sender = from;
                Address address = Address.of(from.getAddress());
                senderHigh = address.high();
                senderLow = address.low();
            }
            int length = payloads.position() - offset;
            batch.add(offset, Math.min(length, stride - 1), length, arrived)
                    .from(senderHigh, senderLow, from.getPort());
        }
        payloads.clear();
    }

    private @Nullable Object receiveOne() throws IOException {
        try {
            return channel.receive(payloads);
        } catch (PortUnreachableException e) {
            // an ICMP error somebody's packet brought to the socket
            return null;
        }
    }

    @Override
    public long dropped() {
        return SocketTable.drops(port, inodes);
    }

    @Override
    public void close() throws IOException {
        try (selector;
                channel) {
            selector.wakeup();
        }
    }
}
