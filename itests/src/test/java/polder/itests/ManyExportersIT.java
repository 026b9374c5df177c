// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Ten thousand exporters of twenty templates each, and one that invents templates and domains without end. */
public class ManyExportersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int EXPORTERS = 10_000;
    private static final int TEMPLATES = 20;
    private static final long FLOWS = (long) EXPORTERS * TEMPLATES;
    private static final String HOSTILE = "127.9.9.9";
    private static final int INVENTED = 40_000;
    /** Of a datagram. */
    private static final int INVENTED_TEMPLATES = 20;
    /** Datagrams of one domain. */
    private static final int DOMAIN = 20;

    private static Operator operator;
    private static InetSocketAddress collector;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("many").start();
        collector = new InetSocketAddress("127.0.0.1", operator.port("netflow"));
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    @Test
    public void theyAreAllCountedAndTheInventorIsRefused() throws Exception {
        long before = operator.heap();
        everyExporter(0, i -> Netflow9.templates(i % 3, 0, Netflow9.FIRST, TEMPLATES));
        everyExporter(1, i -> data(i, 1));
        counted(FLOWS);
        long many = operator.heap();
        int logged = operator.log().size();
        CompletableFuture<Void> hostile = CompletableFuture.runAsync(ManyExportersIT::invent);
        everyExporter(2, i -> data(i, 2));
        hostile.get();
        counted(2 * FLOWS);
        Await.until("refusals are shown", LIMIT, () -> rejects(operator.lane("netflow"), "over_limit") > 0);
        List<Map<String, Object>> all = operator.list("exporter-list");
        long after = operator.heap();
        System.out.printf(
                "it: %d exporters of %d templates: %d MiB; one that sent %d templates in %d domains: %d rows, %d MiB, rejects %s%n",
                EXPORTERS,
                TEMPLATES,
                (many - before) / 1024,
                INVENTED * INVENTED_TEMPLATES,
                INVENTED / DOMAIN,
                of(all, HOSTILE).size(),
                (after - many) / 1024,
                operator.lane("netflow").get("rejects"));
        everyoneIsListed(all);
        assertThat(of(all, HOSTILE))
                .as("rows of the hostile one")
                .hasSizeBetween(1, 1000)
                .anyMatch(one -> rejects(one, "over_limit") > 0);
        assertThat(many - before).as("KiB of all exporters").isLessThan(400 * 1024);
        assertThat(after - many).as("KiB of the hostile one").isLessThan(64 * 1024);
        assertThat(Operator.number(operator.lane("netflow"), "dropped")).isZero();
        assertThat(operator.log().size() - logged).as("lines in the log").isLessThan(20);
        operator.expectNoStackTrace();
    }

    private interface Datagram {
        byte[] of(int exporter);
    }

    private static byte[] data(int exporter, int sequence) {
        return Netflow9.data(exporter % 3, sequence, TEMPLATES, CaptureWriter.address("10.0.0.5"));
    }

    private static String address(int exporter) {
        return "127.1." + exporter / 250 + "." + (1 + exporter % 250);
    }

    /** Sends a datagram of each, 10,000 a second: every exporter is an address of its own. */
    private static void everyExporter(int round, Datagram datagram) throws IOException {
        for (int i = 0; i < EXPORTERS; i++) {
            try (DatagramChannel channel = from(address(i))) {
                channel.write(ByteBuffer.wrap(datagram.of(i)));
            }
            if (i % 100 == 99) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        System.out.printf("it: round %d of %d exporters is sent%n", round, EXPORTERS);
    }

    private static DatagramChannel from(String address) throws IOException {
        return DatagramChannel.open()
                .bind(new InetSocketAddress(InetAddress.getByName(address), 0))
                .connect(collector);
    }

    /** Templates of ever new numbers in ever new domains, and data of templates that never come. */
    private static void invent() {
        try (DatagramChannel channel = from(HOSTILE)) {
            for (int i = 0; i < INVENTED; i++) {
                int id = Netflow9.FIRST + i * INVENTED_TEMPLATES % 60_000;
                channel.write(ByteBuffer.wrap(Netflow9.templates(i / DOMAIN, i % DOMAIN, id, INVENTED_TEMPLATES)));
                if (i % DOMAIN == 0) {
                    channel.write(ByteBuffer.wrap(Netflow9.data(1_000_000 + i, 0, TEMPLATES, 0)));
                }
                if (i % 50 == 49) {
                    LockSupport.parkNanos(10_000_000);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void counted(long flows) throws Exception {
        Await.until(flows + " flows are counted", LIMIT, () -> operator.counter("flows") >= flows);
        assertThat(operator.counter("flows")).isEqualTo(flows);
    }

    @SuppressWarnings("unchecked")
    private static long rejects(Map<String, Object> row, String reason) {
        Object count = ((Map<String, Object>) row.get("rejects")).get(reason);
        return count == null ? 0 : ((Number) count).longValue();
    }

    private static List<Map<String, Object>> of(List<Map<String, Object>> all, String address) {
        return all.stream().filter(one -> address.equals(one.get("address"))).toList();
    }

    private static void everyoneIsListed(List<Map<String, Object>> all) {
        Map<Object, Map<String, Object>> byAddress = all.stream()
                .filter(one -> one.get("address").toString().startsWith("127.1."))
                .collect(Collectors.toMap(one -> one.get("address"), one -> one));
        assertThat(byAddress.size()).as("exporters listed").isEqualTo(EXPORTERS);
        for (int i = 0; i < EXPORTERS; i++) {
            assertThat(byAddress.get(address(i)))
                    .containsEntry("domain", (long) (i % 3))
                    .containsEntry("datagrams", 3L)
                    .containsEntry("flows", 2L * TEMPLATES)
                    .containsEntry("templates", (long) TEMPLATES)
                    .containsEntry("waiting", 0L)
                    .containsEntry("lost", 0L)
                    .containsEntry("rejects", Map.of());
        }
    }
}
