// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import polder.api.flow.Reject;
import polder.wire.Address;
import polder.wire.PrefixTable;

/** The port, and every connection to it. An exporter's connections all go to the same lane. */
final class Listener {
    private static final int BACKLOG = 128;

    private final Complaints complaints;
    private final Map<Integer, Intake> intakes = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Address, Integer> perAddress = new ConcurrentHashMap<>();

    private volatile TcpSettings settings;
    private volatile @Nullable PrefixTable allowed;
    private volatile @Nullable Certificates certificates;
    // the following guarded by the capture's lock
    private @Nullable Channel server;
    private @Nullable TcpSettings applied;

    Listener(TcpSettings settings) {
        this.settings = settings;
        complaints = new Complaints(settings.instance());
    }

    TcpSettings settings() {
        return settings;
    }

    /**
     * Puts settings in force. The port is changed first, and when that fails nothing is. Connections go on unless they are no
     * longer allowed, or have not shown what TLS now asks for.
     */
    void apply(TcpSettings next) throws IOException {
        TcpSettings before = applied;
        Channel old = server;
        boolean listens = old != null && old.isOpen();
        if (next.equals(before) && listens) {
            return;
        }
        Certificates fresh = next.tls().on() ? new Certificates(next.instance(), next.tls()) : null;
        for (int lane = 0; lane < next.lanes(); lane++) {
            intake(lane, next);
        }
        boolean stays = before != null && listens && sameAddress(before, next);
        ServerSocketChannel socket = stays ? null : bind(next, old);
        force(next, fresh);
        applied = next;
        if (socket != null) {
            server = serve(socket);
            if (old != null) {
                old.close().awaitUninterruptibly();
            }
        }
        boolean again = before != null && !before.tls().asksTheSame(next.tls());
        intakes.values().forEach(intake -> intake.review(connection -> review(connection, again)));
    }

    private Intake intake(int lane, TcpSettings now) {
        return intakes.computeIfAbsent(lane, missing -> new Intake(now.instance(), missing));
    }

    /** On the thread that accepts: nobody is taken by half of the settings, and whoever came before is there to be reviewed. */
    private void force(TcpSettings next, @Nullable Certificates fresh) throws IOException {
        PrefixTable senders = next.allow().isEmpty() ? null : new PrefixTable(next.allow());
        Future<?> done = intake(0, next).loop().submit(() -> {
            settings = next;
            certificates = fresh;
            allowed = senders;
        });
        if (!done.awaitUninterruptibly().isSuccess()) {
            throw new IOException("the event loop does not answer");
        }
    }

    private static boolean sameAddress(TcpSettings one, TcpSettings other) {
        return one.port() == other.port() && one.host().equals(other.host());
    }

    private void review(Framer connection, boolean again) {
        if (!isAllowed(connection.peer())) {
            connection.refuse(Reject.NOT_ALLOWED, "allow does not name it any more");
        } else if (again) {
            connection.leave();
        }
    }

    /** Takes the new port while the old one goes on, unless only the address differs. */
    private ServerSocketChannel bind(TcpSettings next, @Nullable Channel old) throws IOException {
        TcpSettings before = applied;
        if (old == null || before == null || before.port() != next.port()) {
            return listen(next);
        }
        old.close().awaitUninterruptibly();
        try {
            return listen(next);
        } catch (IOException e) {
            server = serve(listen(before));
            throw e;
        }
    }

    /** A port that connections are queued at, and not yet taken from. */
    private static ServerSocketChannel listen(TcpSettings next) throws IOException {
        ServerSocketChannel socket =
                next.host().isV4() ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open();
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(
                    next.dual()
                            ? new InetSocketAddress(next.port())
                            : new InetSocketAddress(next.host().toInet(), next.port()),
                    BACKLOG);
        } catch (BindException e) {
            socket.close();
            throw BindFault.of(next, e);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private Channel serve(ServerSocketChannel socket) throws IOException {
        Channel channel = new NioServerSocketChannel(socket);
        channel.pipeline().addLast(new Acceptor());
        if (!intake(0, settings).loop().register(channel).awaitUninterruptibly().isSuccess()) {
            socket.close();
            throw new IOException("the event loop does not answer");
        }
        return channel;
    }

    /** Gives a lane an inlet of its own; the lane before keeps what it has. */
    Inlet open(int lane) throws IOException {
        Intake intake = intake(lane, settings);
        Inlet inlet = new Inlet(settings.receiveBuffer());
        intake.use(inlet);
        return inlet;
    }

    /** A lane was closed; without a successor so are its connections. */
    void release(int lane, Inlet inlet) {
        Intake intake = intakes.get(lane);
        if (intake != null && intake.inlet() == inlet) {
            intakes.remove(lane);
            intake.close();
        }
    }

    /** Whether no lane is open. */
    boolean isIdle() {
        return intakes.values().stream().allMatch(intake -> intake.inlet() == null);
    }

    void close() {
        Channel last = server;
        if (last != null) {
            last.close().awaitUninterruptibly(1000);
        }
        for (Intake intake : new ArrayList<>(intakes.values())) {
            intake.close();
        }
        intakes.clear();
    }

    private boolean isAllowed(Address peer) {
        PrefixTable table = allowed;
        return table == null || table.match(peer.high(), peer.low()) != PrefixTable.NONE;
    }

    private void accept(NioSocketChannel channel) {
        InetSocketAddress from = channel.remoteAddress();
        if (from == null) {
            // gone already
            channel.unsafe().closeForcibly();
            return;
        }
        Address peer = Address.of(from.getAddress());
        Intake intake = intakes.get(Math.floorMod(peer.hashCode(), settings.lanes()));
        if (intake == null || !admit(peer, intake)) {
            channel.unsafe().closeForcibly();
            return;
        }
        connections.incrementAndGet();
        perAddress.merge(peer, 1, Integer::sum);
        channel.closeFuture().addListener(closed -> left(peer));
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        Certificates tls = certificates;
        if (tls != null) {
            SslHandler handler = tls.context().newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(settings.tls().handshake().toMillis());
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast(new Framer(this, intake, peer, from.getPort()));
        Future<?> unused = intake.loop().register(channel);
    }

    private boolean admit(Address peer, Intake intake) {
        if (!isAllowed(peer)) {
            intake.reject(Reject.NOT_ALLOWED);
            complaints.say(peer.toString(), "allow does not name it");
        } else if (connections.get() >= settings.connections()) {
            intake.reject(Reject.OVER_LIMIT);
            complaints.say(peer.toString(), "there are " + settings.connections() + " already (connections)");
        } else if (perAddress.getOrDefault(peer, 0) >= settings.connectionsPerAddress()) {
            intake.reject(Reject.OVER_LIMIT);
            complaints.say(
                    peer.toString(),
                    "it has " + settings.connectionsPerAddress() + " already (connections.per.address)");
        } else {
            return true;
        }
        return false;
    }

    private void left(Address peer) {
        connections.decrementAndGet();
        perAddress.computeIfPresent(peer, (address, many) -> many == 1 ? null : many - 1);
    }

    /** Says why a connection was closed. */
    void complain(String peer, String why) {
        complaints.say(peer, why);
    }

    /** Takes what the port accepts. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            accept((NioSocketChannel) message);
        }

        /** Mostly that there are too many open files: without a pause it would come again at once. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            complaints.say("somebody", "it cannot be accepted: " + cause);
            context.channel().config().setAutoRead(false);
            Future<?> unused = context.executor()
                    .schedule(() -> context.channel().config().setAutoRead(true), 1, TimeUnit.SECONDS);
        }
    }
}
