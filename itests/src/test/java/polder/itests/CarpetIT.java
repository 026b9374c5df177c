// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A flood over all hosts of a /20, each below its limit, and beside it one host that is over: two attacks, no more. */
public class CarpetIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** From the first record of the flood on; 1.5 s of it the prefix has to be over. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final int USUAL = CaptureWriter.address("10.20.0.0");
    private static final int CARPET = CaptureWriter.address("10.20.144.0");
    private static final int HOSTS = 4096;
    private static final String HOT = "10.20.7.9";
    private static final int STEPS = (int) (1_000_000_000L / Paced.STEP_NANOS);
    /** Records of usual traffic. */
    private static final int A_SECOND = STEPS * Netflow5.RECORDS;
    /** Packets a second of each host: the limit is 20,000. */
    private static final int RATE = 500;

    private static Operator operator;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("carpet")
                .cfg("polder.traffic.cfg", "networks = 10.20.0.0/16")
                .cfg("polder.traffic.group-default.cfg", "limit.in.packets = 20kpps", "hold = 3s", "ban.time = 3s")
                .start();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    /** Each step a datagram to other hosts of a stretch of addresses, so that all have the same. */
    @SuppressWarnings("try")
    private static final class Router implements AutoCloseable {
        private final Netflow5 exporter;
        private final Paced paced;
        private volatile boolean floods;
        private final AtomicInteger sent = new AtomicInteger();
        private int usual;
        private int carpet;

        Router(int port) throws IOException {
            exporter = new Netflow5(port);
            paced = new Paced("router", this::step);
        }

        private void step() throws IOException {
            usual = send(USUAL, 600, usual, 10);
            if (floods) {
                carpet = send(CARPET, HOSTS, carpet, RATE * HOSTS / A_SECOND);
                exporter.send(datagram(CaptureWriter.address(HOT), 1, 0, 60_000 / A_SECOND));
            }
        }

        private int send(int first, int hosts, int next, int packets) throws IOException {
            exporter.send(datagram(first, hosts, next, packets));
            return (next + Netflow5.RECORDS) % hosts;
        }

        private byte[] datagram(int first, int hosts, int next, int packets) {
            byte[] bytes = Netflow5.datagram(sent.getAndAdd(Netflow5.RECORDS), first, packets);
            ByteBuffer out = ByteBuffer.wrap(bytes);
            for (int i = 0; i < Netflow5.RECORDS; i++) {
                out.putInt(Netflow5.target(i), first + (next + i) % hosts);
            }
            return bytes;
        }

        @Override
        public void close() throws InterruptedException {
            paced.end();
            exporter.close();
        }
    }

    @Test
    @SuppressWarnings("try")
    public void aCarpetIsOneAttackOnItsPrefixAndAHotHostOneOfItsOwn() throws Exception {
        try (Router router = new Router(operator.port("netflow"))) {
            Await.until("usual traffic for longer than learn.first", LIMIT, () -> router.sent.get() > 15 * A_SECOND);
            assertThat(operator.list("attack-list", "--all")).isEmpty();
            Instant began = Instant.now();
            router.floods = true;
            Await.until("both", LIMIT, () -> operator.list("attack-list").size() >= 2);
            long seen = operator.windows();
            Await.until("what else there is", LIMIT, () -> operator.windows() > seen + 50);
            List<Map<String, Object>> attacks = operator.list("attack-list", "--all");
            System.out.printf(
                    "it: carpet: %s%n",
                    attacks.stream().map(one -> one.get("reason")).toList());
            assertThat(attacks.stream().map(one -> one.get("target"))).containsExactlyInAnyOrder("10.20.144.0/20", HOT);
            for (Map<String, Object> attack : attacks) {
                Duration after = Duration.between(
                        began, Instant.parse(attack.get("since").toString()));
                System.out.printf("it: %s after %d ms%n", attack.get("target"), after.toMillis());
                assertThat(after).isLessThan(SOON);
                assertThat(attack.get("acting")).as(attack.toString()).isEqualTo(HOT.equals(attack.get("target")));
            }
        }
        Await.until("the end", LIMIT, () -> operator.list("attack-list").isEmpty());
    }
}
