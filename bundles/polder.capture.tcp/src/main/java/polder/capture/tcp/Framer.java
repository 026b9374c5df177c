// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import polder.api.flow.Reject;
import polder.capture.tcp.TlsSettings.Client;
import polder.wire.Address;

/** One connection: cuts its stream of bytes into messages. Used by the event loop alone. */
final class Framer extends ChannelInboundHandlerAdapter {
    private static final int VERSION = 10;
    private static final int HEADER = 16;
    private static final int UNFINISHED = 0;

    private final Listener listener;
    private final Intake intake;
    private final Address peer;
    private final int port;
    private @Nullable ChannelHandlerContext context;
    /** Bytes that are not yet in the inlet: part of a message, or what there was no room for. */
    private @Nullable ByteBuf pending;

    private long arrived;
    /** When the last message was complete, and when what is now part of one began to come; {@link System#nanoTime}. */
    private long lastMessage = System.nanoTime();

    private long partSince;
    private boolean paused;
    /** The peer has closed the connection while it was paused. */
    private boolean gone;

    private boolean closed;

    Framer(Listener listener, Intake intake, Address peer, int port) {
        this.listener = listener;
        this.intake = intake;
        this.peer = peer;
        this.port = port;
    }

    Address peer() {
        return peer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        intake.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed) {
            bytes.release();
            return;
        }
        arrived = System.currentTimeMillis() * 1_000_000;
        pending = pending == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(from.alloc(), pending, bytes);
        if (!paused && !cut(pending)) {
            paused = true;
            from.channel().config().setAutoRead(false);
            intake.await(this);
        }
    }

    /** Hands over every message that is complete; false when there was no room for one. */
    private boolean cut(ByteBuf bytes) {
        Inlet inlet = intake.inlet();
        boolean any = false;
        boolean room = true;
        int length = next(bytes);
        while (length != UNFINISHED && room) {
            room = inlet != null && inlet.offer(bytes, length, arrived, peer.high(), peer.low(), port);
            if (room) {
                bytes.skipBytes(length);
                any = true;
                length = next(bytes);
            }
        }
        if (inlet != null) {
            inlet.publish();
        }
        if (!closed) {
            keep(bytes, any);
        }
        return room;
    }

    /**
     * The length of the message at the reader's index, once all of it is there. RFC 7011, section 3.1; section 10.4.2.1 says that
     * the length is what separates messages on a stream.
     *
     * <pre>
     *    0                   1                   2                   3
     *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
     *   +-------------------------------+-------------------------------+
     *   |       Version Number (10)     |            Length             |
     *   +-------------------------------+-------------------------------+
     *   |                           Export Time                         |
     *   |                       Sequence Number                         |
     *   |                    Observation Domain ID                      |
     *   +---------------------------------------------------------------+
     * </pre>
     */
    private int next(ByteBuf bytes) {
        int there = bytes.readableBytes();
        if (there < 2) {
            return UNFINISHED;
        }
        int version = bytes.getUnsignedShort(bytes.readerIndex());
        if (version != VERSION) {
            refuse(Reject.UNKNOWN_VERSION, "version " + version + " is not that of IPFIX (10)");
            return UNFINISHED;
        }
        if (there < 4) {
            return UNFINISHED;
        }
        int length = bytes.getUnsignedShort(bytes.readerIndex() + 2);
        if (length < HEADER) {
            refuse(Reject.MALFORMED, "a message of " + length + " bytes is shorter than its header");
            return UNFINISHED;
        }
        if (length > listener.settings().messageMax()) {
            refuse(Reject.OVER_LIMIT, "a message of " + length + " bytes is too long (message.max)");
            return UNFINISHED;
        }
        return length <= there ? length : UNFINISHED;
    }

    private void keep(ByteBuf bytes, boolean anyMessage) {
        long now = System.nanoTime();
        if (anyMessage) {
            lastMessage = now;
        }
        if (!bytes.isReadable()) {
            bytes.release();
            pending = null;
        } else if (anyMessage || partSince == 0) {
            partSince = now;
        }
        if (pending == null) {
            partSince = 0;
        }
    }

    /** There may be room again; whether this connection need not wait any more. */
    boolean resume() {
        ByteBuf bytes = pending;
        if (closed) {
            return true;
        }
        if (bytes != null && !cut(bytes)) {
            return false;
        }
        paused = false;
        ChannelHandlerContext open = context;
        if (gone) {
            end();
        } else if (!closed && open != null) {
            open.channel().config().setAutoRead(true);
        }
        return true;
    }

    /** Closes a connection that is silent or slow. Time does not count while it is not read. */
    void checkTime() {
        long now = System.nanoTime();
        TcpSettings settings = listener.settings();
        if (paused) {
            lastMessage = now;
            partSince = now;
        } else if (pending != null && now - partSince > settings.messageTime().toNanos()) {
            refuse(
                    Reject.TRUNCATED,
                    "a message was not complete after " + settings.messageTime().toSeconds() + "s (message.time)");
        } else if (pending == null && now - lastMessage > settings.idle().toNanos()) {
            listener.complain(name(), "no message came for " + settings.idle().toSeconds() + "s (idle)");
            leave();
        }
    }

    private String name() {
        return peer.isV4() ? peer + ":" + port : "[" + peer + "]:" + port;
    }

    /** Counts what is wrong with the connection, says it, and closes it. */
    void refuse(Reject reason, String why) {
        if (!closed) {
            intake.reject(reason);
            listener.complain(name(), why);
            leave();
        }
    }

    /** Closes the connection. */
    void leave() {
        closed = true;
        intake.remove(this);
        ByteBuf bytes = pending;
        pending = null;
        if (bytes != null) {
            bytes.release();
        }
        ChannelHandlerContext open = context;
        if (open != null) {
            close(open);
        }
    }

    private static void close(ChannelHandlerContext open) {
        Future<?> unused = open.close();
    }

    private void end() {
        if (pending != null) {
            refuse(Reject.TRUNCATED, "it ended within a message");
        } else if (!closed) {
            leave();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        gone = true;
        if (!paused) {
            end();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent shake) || shake.isSuccess()) {
            return;
        }
        Throwable cause = shake.cause();
        if (cause instanceof NotSslRecordException) {
            refuse(Reject.MALFORMED, "it does not speak TLS");
        } else if (cause instanceof SslHandshakeTimeoutException) {
            refuse(Reject.TRUNCATED, "its TLS handshake was not done in time (tls.handshake)");
        } else if (cause instanceof ClosedChannelException) {
            refuse(Reject.TRUNCATED, "it ended within its TLS handshake");
        } else {
            boolean shows = listener.settings().tls().client() != Client.NONE;
            refuse(shows ? Reject.NOT_ALLOWED : Reject.MALFORMED, "its TLS handshake failed: " + cause.getMessage());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (cause instanceof IOException) {
            // reset by the peer: channelInactive follows
            close(from);
        } else {
            refuse(Reject.MALFORMED, String.valueOf(cause.getMessage()));
        }
    }
}
