// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.Provider;
import java.security.Security;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes Kafka's clients in a place where there are bundles, and says what it means when they fail. */
final class Producers {
    private static final int PROBE_MILLIS = 1000;

    private Producers() {}

    /**
     * @param client as {@link Link#client} has it
     * @throws org.apache.kafka.common.KafkaException when it cannot be made
     */
    static Producer<byte[], byte[]> make(Map<String, Object> client) {
        // it looks for classes by their name with the loader of the thread, and hands that on to its own thread
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(KafkaProducer.class.getClassLoader());
        try {
            forgetOthers();
            return new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Security providers are those of the whole JVM: what a client that was uninstalled has left behind does not fit the classes of this one. */
    private static void forgetOthers() {
        ClassLoader ours = KafkaProducer.class.getClassLoader();
        for (Provider provider : Security.getProviders()) {
            Class<?> type = provider.getClass();
            if (type.getName().startsWith("org.apache.kafka.") && !ours.equals(type.getClassLoader())) {
                Security.removeProvider(provider.getName());
            }
        }
    }

    /** Why something failed, on one line: what the innermost exception says. */
    static String reason(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String says = inner.getMessage();
        return says == null || says.isBlank()
                ? inner.getClass().getSimpleName()
                : says.lines().findFirst().orElse("").strip();
    }

    /** What Kafka's client does not say when it finds no broker: why not. Empty when one of them takes connections. */
    static String silence(Link link) {
        String why = "";
        for (String broker : link.brokers()) {
            int colon = broker.lastIndexOf(':');
            String host = broker.substring(0, colon).replaceAll("[\\[\\]]", "");
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(host, Integer.parseInt(broker.substring(colon + 1))), PROBE_MILLIS);
                return "";
            } catch (IOException | IllegalArgumentException e) {
                String says = e instanceof java.net.UnknownHostException ? "its name is not known" : e.getMessage();
                why += (why.isEmpty() ? "" : ", ") + broker + ": " + says;
            }
        }
        return why;
    }
}
