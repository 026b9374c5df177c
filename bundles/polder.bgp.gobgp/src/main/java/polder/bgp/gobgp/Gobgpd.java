// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import polder.api.mitigation.Speaker.Peer;

/**
 * A connection to gobgpd by {@code apipb.GobgpApi} of GoBGP 3. Routes and path attributes are given and read as they stand in BGP's own
 * messages, so that of the API only a few fields are used. Every method but {@link #watch} blocks until the answer, for a limited time,
 * and throws {@link StatusRuntimeException}.
 */
final class Gobgpd implements AutoCloseable {
    private static final int GLOBAL_TABLE = 0;

    /** A table may be large. */
    private static final int TABLE_TIMES = 12;

    private static final MethodDescriptor<byte[], byte[]> ADD_PATH = method("AddPath", MethodType.UNARY);
    private static final MethodDescriptor<byte[], byte[]> DELETE_PATH = method("DeletePath", MethodType.UNARY);
    private static final MethodDescriptor<byte[], byte[]> LIST_PATH = method("ListPath", MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> LIST_PEER = method("ListPeer", MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> WATCH = method("WatchEvent", MethodType.SERVER_STREAMING);

    private final GobgpKeys keys;
    private final ManagedChannel channel;
    private final AtomicBoolean watched = new AtomicBoolean();

    Gobgpd(GobgpKeys keys) {
        this.keys = keys;
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(keys.host(), keys.port());
        SSLContext tls = keys.tls();
        channel = (tls == null ? builder.usePlaintext() : builder.sslContext(http2(tls))).build();
    }

    private static SslContext http2(SSLContext context) {
        return new JdkSslContext(
                context,
                true,
                Http2SecurityUtil.CIPHERS,
                SupportedCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        "h2"),
                ClientAuth.NONE,
                new String[] {"TLSv1.3", "TLSv1.2"},
                false);
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName("apipb.GobgpApi/" + name)
                .setRequestMarshaller(Octets.INSTANCE)
                .setResponseMarshaller(Octets.INSTANCE)
                .build();
    }

    private CallOptions limit(int times) {
        return CallOptions.DEFAULT.withDeadlineAfter(keys.limit().toMillis() * times, TimeUnit.MILLISECONDS);
    }

    /** Adds a path, or puts it in the place of the one we have for the same route. */
    void add(Nlri nlri, List<byte[]> attributes) {
        Message path = path(nlri);
        attributes.forEach(attribute -> path.bytes(21, attribute));
        byte[] request = new Message().message(3, path).toBytes();
        ClientCalls.blockingUnaryCall(channel, ADD_PATH, limit(1), request);
    }

    /** Takes away the path we have for a route. The attributes are only there since gobgpd asks for some. */
    void delete(Nlri nlri, List<byte[]> attributes) {
        Message path = path(nlri);
        attributes.forEach(attribute -> path.bytes(21, attribute));
        byte[] request =
                new Message().message(3, family(nlri.family())).message(4, path).toBytes();
        ClientCalls.blockingUnaryCall(channel, DELETE_PATH, limit(1), request);
    }

    private Message path(Nlri nlri) {
        return new Message()
                .message(9, family(nlri.family()))
                .number(18, keys.identifier())
                .bytes(20, nlri.bytes());
    }

    private static Message family(Family family) {
        return new Message().number(1, family.afi).number(2, family.safi);
    }

    /**
     * Reads our paths.
     *
     * @param prefixes of unicast routes, these alone; empty for the whole table
     * @param each gets each path of ours
     * @return how many routes there were, ours or not
     */
    long list(Family family, Collection<String> prefixes, Consumer<OwnPath> each) {
        Message request = new Message().number(1, GLOBAL_TABLE).message(3, family(family));
        prefixes.forEach(prefix -> request.message(4, new Message().text(1, prefix)));
        request.number(9, 1);
        Iterator<byte[]> answers =
                ClientCalls.blockingServerStreamingCall(channel, LIST_PATH, limit(TABLE_TIMES), request.toBytes());
        long routes = 0;
        while (answers.hasNext()) {
            routes++;
            for (Fields answer = new Fields(answers.next()); answer.next(); ) {
                if (answer.field() == 1) {
                    destination(family, answer.message(), each);
                }
            }
        }
        return routes;
    }

    private void destination(Family family, Fields destination, Consumer<OwnPath> each) {
        while (destination.next()) {
            if (destination.field() == 2) {
                OwnPath path = OwnPath.read(family, destination.message(), keys.identifier());
                if (path != null) {
                    each.accept(path);
                }
            }
        }
    }

    /**
     * Its routers.
     *
     * @param counted whether gobgpd is to count what it announces to each: it goes through all of its table for that
     */
    List<Peer> peers(boolean counted) {
        Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                channel,
                LIST_PEER,
                limit(1),
                new Message().number(2, counted ? 1 : 0).toBytes());
        List<Peer> peers = new ArrayList<>();
        while (answers.hasNext()) {
            for (Fields answer = new Fields(answers.next()); answer.next(); ) {
                if (answer.field() == 1) {
                    peers.add(PeerFields.read(answer.message()).toPeer(counted, Instant.now()));
                }
            }
        }
        peers.sort(Comparator.comparing(Peer::address));
        return peers;
    }

    /**
     * Has gobgpd tell of its sessions from now on; called again, it does so once more when that has ended.
     *
     * @param changed run at each change, and when the connection ends, on a thread of gRPC's
     */
    void watch(Runnable changed) {
        if (!watched.compareAndSet(false, true)) {
            return;
        }
        byte[] request = new Message().message(1, new Message()).toBytes();
        ClientCalls.asyncServerStreamingCall(
                channel.newCall(WATCH, CallOptions.DEFAULT), request, new StreamObserver<byte[]>() {
                    @Override
                    public void onNext(byte[] event) {
                        changed.run();
                    }

                    @Override
                    public void onError(Throwable reason) {
                        onCompleted();
                    }

                    @Override
                    public void onCompleted() {
                        watched.set(false);
                        changed.run();
                    }
                });
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
