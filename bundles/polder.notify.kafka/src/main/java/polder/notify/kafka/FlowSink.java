// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Puts flows into messages and hands these to Kafka's client, which sends them in batches. Used by one thread, but for the counters. */
final class FlowSink {
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Bytes message = new Bytes();
    private final FlowKeys keys;
    private final FlowFormat format;
    private final long linger;
    private @Nullable Producer<byte[], byte[]> producer;
    private volatile @Nullable Throwable failure;
    private int flows;
    /** When the first flow came into the message; when a client may be made again. */
    private long began;

    private long next = System.nanoTime();

    FlowSink(FlowKeys keys) {
        this.keys = keys;
        format = FlowFormat.of(keys);
        linger = ((Long) keys.client().get(ProducerConfig.LINGER_MS_CONFIG)) * 1_000_000;
    }

    /** Whether it takes flows now; else its client could not be made, a moment ago. */
    boolean isReady(long now) {
        if (producer == null && now - next >= 0) {
            next = now + PAUSE;
            try {
                Map<String, Object> client = keys.link().client(keys.name());
                client.putAll(keys.client());
                // the one that is in the file, with room for a batch that does not shrink
                client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 << 20);
                client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                        (keys.link().limit().toMillis() + linger / 1_000_000 + 1));
                producer = Producers.make(client);
            } catch (IOException | KafkaException | IllegalStateException e) {
                failure = e;
            }
        }
        return producer != null;
    }

    /** Whether a client was to be made and could not. */
    boolean isStuck() {
        return producer == null && failure != null;
    }

    /** Takes a flow; it may wait for room in the client's memory, up to the time limit. */
    void add(KeptFlow flow) {
        if (flows == 0) {
            began = System.nanoTime();
        }
        format.write(flow, message);
        flows++;
        if (flows == keys.perMessage()) {
            send();
        }
    }

    /** Sends a message that is not full when it has waited for long enough. */
    void tick(long now) {
        if (flows > 0 && now - began >= linger) {
            send();
        }
    }

    private void send() {
        int count = flows;
        flows = 0;
        byte[] value = message.copy();
        message.clear();
        Producer<byte[], byte[]> client = producer;
        if (client == null) {
            lost.add(count);
            return;
        }
        try {
            client.send(new ProducerRecord<>(keys.topic(), value), (stored, problem) -> {
                if (problem == null) {
                    sent.add(count);
                } else {
                    lost.add(count);
                    failure = problem;
                }
            });
        } catch (InterruptException e) {
            // its constructor has set the thread's flag again
            lost.add(count);
        } catch (KafkaException | IllegalStateException e) {
            lost.add(count);
            failure = e;
        }
    }

    /** Has another client made: secrets and addresses may have changed since this one fails. */
    void renew() {
        Producer<byte[], byte[]> client = producer;
        producer = null;
        if (client != null) {
            client.close(Duration.ZERO);
        }
    }

    /** Sends what it has, for so long, and gives the rest up. */
    void close(Duration most) {
        if (flows > 0) {
            send();
        }
        Producer<byte[], byte[]> client = producer;
        producer = null;
        if (client != null) {
            client.close(Thread.currentThread().isInterrupted() ? Duration.ZERO : most);
        }
    }

    void lose(long count) {
        lost.add(count);
    }

    /** Flows a broker has taken. Any thread, as all that follows. */
    long sent() {
        return sent.sum();
    }

    /** Flows that no broker took in time. */
    long lost() {
        return lost.sum();
    }

    /** Why flows were lost last, or null. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
