// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A router tells of steady traffic three times a minute: it is shown as steady, and is no attack. */
public class SteadyIT {
    private static final int TIMEOUT = 20_000;
    private static final int BIT_RATE = 100_000_000;
    private static final int FLOWS = 50;
    private static final long TOLD_SECONDS = 25;
    private static final long SECONDS = 85;

    private static Operator operator;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("steady")
                .cfg("polder.traffic.cfg", "networks = 10.0.0.0/8")
                .cfg("polder.traffic.group-default.cfg", "limit.in.bits = 300mbps", "hold = 2s", "ban.time = 3s")
                .start();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    /** A record that is told of at a time, all in milliseconds of the router's uptime. */
    private record Told(long at, int host, int flow, long first, long last, int bitRate) {}

    /** Exports flows that never end, each when its time is up: a bit early or late, and some time after. */
    @SuppressWarnings("try")
    private static final class Router implements AutoCloseable {
        private static final long UPTIME = 3_600_000;

        private final Netflow5 exporter;
        private final PriorityQueue<Told> queue = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
        private final Random random = new Random(3);
        private final long started = System.nanoTime();
        private final Thread thread = new Thread(this::run, "router");
        private volatile boolean ended;
        private int sequence;

        Router(int port) throws IOException {
            exporter = new Netflow5(port);
            next(1, 0, UPTIME - random.nextInt(TIMEOUT), BIT_RATE);
            for (int i = 0; i < FLOWS; i++) {
                next(2, i, UPTIME - random.nextInt(TIMEOUT), BIT_RATE / FLOWS);
            }
            thread.start();
        }

        private void next(int host, int flow, long first, int bitRate) {
            long last = first + TIMEOUT - 600 + random.nextInt(1200);
            queue.add(new Told(last + random.nextInt(400), host, flow, first, last, bitRate));
        }

        private void run() {
            while (!ended) {
                long uptime = UPTIME + (System.nanoTime() - started) / 1_000_000;
                Told told = queue.element();
                if (told.at > uptime) {
                    LockSupport.parkNanos(1_000_000);
                    continue;
                }
                queue.remove();
                try {
                    exporter.send(datagram(told, (int) uptime));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                next(told.host, told.flow, told.last, told.bitRate);
            }
        }

        private byte[] datagram(Told told, int uptime) {
            long bytes = (told.last - told.first) * told.bitRate / 8000;
            ByteBuffer out = ByteBuffer.allocate(24 + 48);
            out.putInt(0x00050001).putInt(uptime).putInt((int) (System.currentTimeMillis() / 1000));
            out.putInt(12, 0).putInt(16, sequence++).position(24);
            out.putInt(0xcb007100).putInt(0x0a000000 | told.host).putLong(0);
            out.putInt((int) (bytes / 1000)).putInt((int) bytes);
            out.putInt((int) told.first).putInt((int) told.last).putInt(((1024 + told.flow) << 16) | 53);
            out.putInt(17 << 8);
            return out.array();
        }

        @Override
        public void close() throws InterruptedException {
            ended = true;
            thread.join();
            exporter.close();
        }
    }

    @Test
    @SuppressWarnings("try")
    public void whatIsToldThreeTimesAMinuteIsSteadyAndNoAttack() throws Exception {
        try (Router router = new Router(operator.port("netflow"))) {
            assertThat(router.thread.isAlive()).isTrue();
            for (String host : new String[] {"10.0.0.1", "10.0.0.2"}) {
                Await.until("traffic of " + host, Duration.ofSeconds(60), () -> rate(host) > 0);
            }
            Range[] hosts = {new Range("10.0.0.1"), new Range("10.0.0.2")};
            for (long second = 0; second < SECONDS; second++) {
                long due = router.started + second * 1_000_000_000L;
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                if (System.nanoTime() - router.started > TOLD_SECONDS * 1_000_000_000L) {
                    for (Range host : hosts) {
                        host.add(rate(host.address));
                    }
                }
            }
            for (Range host : hosts) {
                System.out.printf(
                        "it: %s has 100 Mbit/s, told of every 20 s: shown %.1f to %.1f Mbit/s in %d looks%n",
                        host.address, host.least / 1e6, host.most / 1e6, host.looks);
                assertThat(host.looks).isGreaterThan(10);
                assertThat(host.least).as(host.address).isGreaterThan(95_000_000);
                assertThat(host.most).as(host.address).isLessThan(105_000_000);
            }
        }
        assertThat(operator.list("attack-list", "--all")).isEmpty();
        assertThat(operator.counter("spread_refused")).isZero();
    }

    /** What was seen of a host. */
    private static final class Range {
        final String address;
        long least = Long.MAX_VALUE;
        long most;
        int looks;

        Range(String address) {
            this.address = address;
        }

        void add(long rate) {
            least = Math.min(least, rate);
            most = Math.max(most, rate);
            looks++;
        }
    }

    @SuppressWarnings("unchecked")
    private static long rate(String host) throws Exception {
        Installation.Result shown = operator.polder("host-show", "--json", host);
        if (shown.code() != 0) {
            return 0;
        }
        Map<String, Object> json = (Map<String, Object>) Json.parse(shown.output());
        return Operator.number((Map<String, Object>) json.get("rates"), "in_bits");
    }
}
