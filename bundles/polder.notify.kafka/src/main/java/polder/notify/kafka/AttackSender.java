// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import polder.api.attack.AttackEvent;

/**
 * Writes one event and waits until all replicas have it. After a failure it begins anew, with another client: the outbox calls again
 * after a pause, secrets and addresses may have changed meanwhile, and nothing of the failed try may arrive behind its successor.
 */
final class AttackSender extends ServiceSupport implements Processor {
    private final AttackKeys keys;
    private @Nullable Producer<byte[], byte[]> producer;

    AttackSender(AttackKeys keys) {
        this.keys = keys;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        ProducerRecord<byte[], byte[]> letter = letter(exchange.getMessage());
        long most = 2 * keys.link().limit().toMillis() + 1000;
        try {
            RecordMetadata stored = producer().send(letter).get(most, TimeUnit.MILLISECONDS);
            exchange.setProperty(
                    "PolderAnswer",
                    "topic " + stored.topic() + ", partition " + stored.partition() + ", offset " + stored.offset());
        } catch (InterruptedException | InterruptException e) {
            forget();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: the notifier was stopped");
        } catch (ExecutionException | TimeoutException | KafkaException | IllegalStateException e) {
            forget();
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            if (cause instanceof RecordTooLargeException || cause instanceof InvalidTopicException) {
                exchange.setProperty("PolderFinal", true);
            }
            throw new IOException(told(cause));
        }
    }

    private String told(Throwable cause) {
        boolean late =
                cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException;
        String silence = late ? Producers.silence(keys.link()) : "";
        return "Kafka at " + String.join(", ", keys.link().brokers()) + ": "
                + (silence.isEmpty() ? Producers.reason(cause) : "no broker answers (" + silence + ")");
    }

    private ProducerRecord<byte[], byte[]> letter(Message message) {
        AttackEvent event = message.getBody(AttackEvent.class);
        String key =
                switch (keys.key()) {
                    case ID -> header(message, "PolderId");
                    case TARGET -> header(message, "PolderTarget");
                };
        Long at = event == null ? null : event.at().toEpochMilli();
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(keys.topic(), null, at, bytes(key), bytes(message.getBody(String.class)));
        letter.headers()
                .add("phase", bytes(header(message, "PolderPhase").toLowerCase(Locale.ROOT)))
                .add("group", bytes(header(message, "PolderGroup")))
                .add("target", bytes(header(message, "PolderTarget")))
                .add("level", bytes(header(message, "PolderLevel").toLowerCase(Locale.ROOT)));
        if (Boolean.TRUE.equals(message.getHeader("PolderTest", Boolean.class))) {
            letter.headers().add("test", bytes("true"));
        }
        return letter;
    }

    private static String header(Message message, String name) {
        return message.getHeader(name, "", String.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A route has one thread at a time; the lock is for the one that stops it. */
    private synchronized Producer<byte[], byte[]> producer() throws IOException {
        Producer<byte[], byte[]> known = producer;
        if (known == null) {
            Map<String, Object> client = keys.link().client(keys.name());
            client.put(ProducerConfig.ACKS_CONFIG, "all");
            client.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            client.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            known = Producers.make(client);
            producer = known;
        }
        return known;
    }

    private synchronized void forget() {
        Producer<byte[], byte[]> known = producer;
        producer = null;
        if (known != null) {
            known.close(Duration.ZERO);
        }
    }

    @Override
    protected void doStop() {
        forget();
    }
}
