// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import polder.api.capture.Capture;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowFilter;
import polder.api.flow.FlowFilterLane;
import polder.api.flow.FlowTap;
import polder.api.flow.FlowTapLane;
import polder.api.flow.Reject;
import polder.wire.Address;

/** Plug-ins for the engine under test. */
final class Fakes {
    private Fakes() {}

    /** Packets that wait in a "socket" until somebody polls: what is put in and never polled is lost. */
    static final class Socket {
        final AtomicLong waiting = new AtomicLong();
        final AtomicLong polled = new AtomicLong();
        final AtomicLong opens = new AtomicLong();
        volatile int answer;
        volatile String failure = "";
        /** Why nothing comes although it is open. */
        volatile String silence = "";

        volatile boolean overlaps = true;
        /** Packets come in turn from 192.0.2.0 and so many that follow; zero is frames, without a sender. */
        volatile int senders;

        /** Connections and the like that each of its lanes has refused. */
        volatile int refused;
    }

    record FakeCapture(Socket socket) implements Capture {
        @Override
        public CaptureLane open(int lane) throws IOException {
            if (!socket.failure.isEmpty()) {
                throw new IOException(socket.failure);
            }
            socket.opens.incrementAndGet();
            return new FakeLane(socket);
        }
    }

    static final class FakeLane implements CaptureLane {
        private static final ByteBuffer BYTES = ByteBuffer.allocateDirect(8);
        private final Socket socket;
        private boolean closed;

        FakeLane(Socket socket) {
            this.socket = socket;
        }

        @Override
        public int poll(PacketBatch batch) {
            if (closed) {
                throw new IllegalStateException("polled after close");
            }
            batch.in(BYTES);
            if (socket.answer != 0) {
                int answer = socket.answer;
                socket.answer = answer == END ? END : 0;
                return answer;
            }
            while (!batch.isFull() && socket.waiting.get() > 0) {
                socket.polled.incrementAndGet();
                socket.waiting.decrementAndGet();
                batch.add(0, 8, 8, 1);
                if (socket.senders > 0) {
                    int sender = 0xc000_0200 + (int) (socket.polled.get() % socket.senders);
                    batch.from(0, Address.low4(sender), 4000);
                }
            }
            if (batch.size() == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return batch.size();
        }

        @Override
        public long rejects(Reject reason) {
            return reason == Reject.UNKNOWN_VERSION ? socket.refused : 0;
        }

        @Override
        public String problem() {
            return socket.silence;
        }

        @Override
        public boolean overlaps() {
            return socket.overlaps;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A flow for each packet. */
    static final class FakeDecoder implements Decoder, DecoderLane {
        volatile boolean broken;
        volatile boolean detailed;

        @Override
        public DecoderLane open(int lane) {
            return this;
        }

        @Override
        public void decode(PacketBatch packets, FlowBatch flows) {
            if (broken) {
                throw new IllegalStateException("broken on purpose");
            }
            detailed = flows.isDetailed();
            for (int i = 0; i < packets.size(); i++) {
                flows.next(i).between(0, 1, 0, i).kind(17, 0, false).volume(1, 8);
            }
        }
    }

    static final class FakeTap implements FlowTap {
        final AtomicLong flows = new AtomicLong();
        final AtomicLong heartbeats = new AtomicLong();
        final List<String> closed = new CopyOnWriteArrayList<>();
        volatile boolean curious;

        @Override
        public FlowTapLane open(int lane) {
            return new FlowTapLane() {
                @Override
                public boolean wantsDetails() {
                    return curious;
                }

                @Override
                public void accept(FlowBatch batch) {
                    flows.addAndGet(batch.size());
                    heartbeats.incrementAndGet();
                }

                @Override
                public void close() {
                    closed.add(Thread.currentThread().getName());
                }
            };
        }
    }

    static final class FakeFilter implements FlowFilter {
        final List<String> closed = new CopyOnWriteArrayList<>();
        volatile boolean curious;
        volatile String decoder = "";

        @Override
        public FlowFilterLane open(int lane) {
            return new FlowFilterLane() {
                @Override
                public boolean wantsDetails() {
                    return curious;
                }

                @Override
                public void filter(FlowBatch batch) {
                    decoder = batch.decoder();
                }

                @Override
                public void close() {
                    closed.add(Thread.currentThread().getName());
                }
            };
        }
    }

    static Map<String, Object> pid(String pid, String... keysAndValues) {
        Map<String, Object> properties = new java.util.HashMap<>();
        properties.put("service.pid", pid);
        properties.put("component.name", pid);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited 10 s for: " + what);
            }
            LockSupport.parkNanos(500_000);
        }
    }
}
