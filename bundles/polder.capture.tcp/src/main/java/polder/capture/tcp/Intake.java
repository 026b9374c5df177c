// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import polder.api.flow.Reject;

/**
 * The connections of one lane: an event loop with a thread of its own, and the inlet it fills. While the inlet is full its
 * connections are not read, and it is tried again every few milliseconds: so the lane need not tell that there is room.
 */
final class Intake {
    private static final long TRY_AGAIN_MILLIS = 2;
    private static final long CLOSE_MILLIS = 2000;

    private final NioEventLoopGroup group;
    private final EventLoop loop;
    private volatile @Nullable Inlet inlet;

    // used by the event loop alone
    private final Set<Framer> connections = new HashSet<>();
    private final Queue<Framer> waiting = new ArrayDeque<>();

    Intake(String instance, int lane) {
        group = new NioEventLoopGroup(1, task -> {
            Thread thread = new FastThreadLocalThread(task, "polder-tcp-" + instance + "-" + lane);
            thread.setDaemon(true);
            return thread;
        });
        loop = group.next();
        Future<?> unused = loop.scheduleWithFixedDelay(() -> each(Framer::checkTime), 1, 1, TimeUnit.SECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    /** What messages go into now; null before the lane has been opened. */
    @Nullable
    Inlet inlet() {
        return inlet;
    }

    /** Leads the connections to another inlet. When this returns, nothing is put into the one before any more. */
    void use(Inlet next) throws IOException {
        Future<?> led = loop.submit(() -> inlet = next);
        if (!led.awaitUninterruptibly(CLOSE_MILLIS) || !led.isSuccess()) {
            throw new IOException("the event loop does not answer");
        }
    }

    void reject(Reject reason) {
        Inlet now = inlet;
        if (now != null) {
            now.reject(reason);
        }
    }

    /** Does something with every connection, soon. Any thread. */
    void review(Consumer<Framer> what) {
        loop.execute(() -> each(what));
    }

    private void each(Consumer<Framer> what) {
        new ArrayList<>(connections).forEach(what);
    }

    /** Closes every connection and ends the thread. */
    void close() {
        Future<?> closed = loop.submit(() -> each(Framer::leave));
        closed.awaitUninterruptibly(CLOSE_MILLIS);
        group.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MILLIS);
    }

    /** A connection is there. The event loop. */
    void add(Framer connection) {
        connections.add(connection);
    }

    /** A connection is gone. The event loop. */
    void remove(Framer connection) {
        connections.remove(connection);
    }

    /** A connection has a message for which there is no room. The event loop. */
    void await(Framer connection) {
        waiting.add(connection);
        if (waiting.size() == 1) {
            tryAgainSoon();
        }
    }

    private void tryAgainSoon() {
        Future<?> unused = loop.schedule(this::tryAgain, TRY_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Who waits longest is first; who cannot go on stays first. */
    private void tryAgain() {
        while (!waiting.isEmpty() && waiting.element().resume()) {
            waiting.remove();
        }
        if (!waiting.isEmpty()) {
            tryAgainSoon();
        }
    }
}
