// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.SettingsException;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.Speaker.State;
import polder.api.testing.Eventually;
import polder.api.testing.Router;
import polder.wire.Prefix;

/** With stand-ins for ExaBGP. */
public class ExabgpSpeakerTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Announcement HOST = new Blackhole(Prefix.parse("10.1.2.3"), "web");
    private static final Announcement OTHER = new Blackhole(Prefix.parse("10.1.2.4"), "web");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path place;
    private ExabgpSpeaker speaker;

    @Before
    public void choosePlace() throws IOException {
        place = folder.getRoot().toPath().resolve("exabgp");
    }

    @After
    public void stop() {
        if (speaker != null) {
            speaker.deactivate();
        }
    }

    private void speaker(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "polder.bgp.exabgp~edge"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        speaker = new ExabgpSpeaker(properties, folder.getRoot().toPath().resolve("data"));
    }

    private void awaitTrouble(String words) throws Exception {
        Eventually.until(LIMIT, () -> speaker.trouble(), trouble -> trouble.contains(words));
    }

    @Test
    public void whatIsWrongWithThePipeIsSaidAndWhatToDo() throws Exception {
        speaker("pipe", place.toString());
        assertThat(speaker.name()).isEqualTo("polder.bgp.exabgp-edge");
        awaitTrouble("there is no " + place + ": is exabgp installed and set up? mkfifo " + place);
        Files.createFile(place);
        awaitTrouble(place + " is no named pipe: remove it");
        Files.delete(place);
        Router.run("mkfifo", place.toString());
        awaitTrouble("no reader on " + place + ": is exabgp running? systemctl status exabgp");
    }

    @Test
    public void aReaderThatDoesNotReadHangsNobody() throws Exception {
        Router.run("mkfifo", place.toString());
        Set<Announcement> many = IntStream.range(0, 2000)
                .mapToObj(i -> new Blackhole(Prefix.parse("10.2." + i / 250 + "." + i % 250), "web"))
                .collect(Collectors.toSet());
        try (FileChannel idle = FileChannel.open(place, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            speaker("pipe", place.toString());
            speaker.want(many);
            awaitTrouble(place + " is full: exabgp does not read it");
            assertThat(idle.isOpen()).isTrue();
        }
        awaitTrouble("no reader on " + place);
        List<String> read = new CopyOnWriteArrayList<>();
        Thread reader = new Thread(() -> {
            try {
                read.addAll(Files.readAllLines(place));
            } catch (IOException e) {
                read.add(e.toString());
            }
        });
        reader.start();
        Eventually.until(
                LIMIT,
                () -> speaker.standings().values().stream()
                        .filter(one -> one.state() == State.SENT)
                        .count(),
                count -> count == 2000);
        speaker.deactivate();
        reader.join(10_000);
        assertThat(read).hasSizeGreaterThanOrEqualTo(2000);
        assertThat(Set.copyOf(read)).hasSize(2000);
    }

    @Test
    public void aFolderThatIsNotThereIsATrouble() throws Exception {
        Path nowhere = place.resolve("nowhere");
        speaker("socket", nowhere.toString());
        awaitTrouble("no socket can be made at " + nowhere);
    }

    /** Answers each command as a helper's ExaBGP would. */
    private Thread exabgp(UnaryOperator<String> answers, List<String> heard) {
        Thread thread = new Thread(() -> {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(place));
                    BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII))) {
                channel.write(ByteBuffer.wrap(
                        "done\n{ \"exabgp\": 1 }\nneighbor left\n".getBytes(StandardCharsets.US_ASCII)));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    heard.add(line);
                    String answer = "version".equals(line) ? "exabgp 4.2.21\ndone\n" : answers.apply(line);
                    channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                }
            } catch (IOException e) {
                heard.add(e.toString());
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    public void aRefusedRouteFailsAndOneThatIsNeverAnsweredToo() throws Exception {
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(place)); // by a Polder that was killed
        }
        speaker("socket", place.toString(), "time.limit", "300ms");
        Eventually.until(LIMIT, () -> Files.exists(place) && speaker.trouble().contains("has not connected"), b -> b);
        List<String> heard = new CopyOnWriteArrayList<>();
        exabgp(
                line -> line.startsWith("announce route 10.1.2.3/32")
                        ? "error\n"
                        : line.startsWith("announce") ? "" : "done\n",
                heard);
        Eventually.until(LIMIT, () -> speaker.trouble(), text -> text.startsWith("exabgp has no neighbors"));
        speaker.want(Set.of(HOST, OTHER));
        Eventually.until(
                LIMIT,
                () -> speaker.standings(),
                all -> all.size() == 2 && all.values().stream().allMatch(one -> one.state() == State.FAILED));
        assertThat(heard)
                .contains("announce route 10.1.2.3/32 next-hop 192.0.2.1 community [65535:666 65535:65281]")
                .contains("show adj-rib out", "show neighbor extensive");
        Path journal = folder.getRoot().toPath().resolve("data/edge.routes");
        assertThat(Files.readAllLines(journal)).hasSize(2);
        speaker.want(Set.of());
        Eventually.until(LIMIT, () -> Files.readAllLines(journal), List::isEmpty);
        assertThat(heard).contains("withdraw route 10.1.2.4/32 next-hop 192.0.2.1");
    }

    @Test
    public void aCfgWithFaultsIsRefused() {
        assertThatThrownBy(() -> speaker("socket", "/a", "pipe", "/b")).hasMessageContaining("give one of the two");
        assertThatThrownBy(() -> speaker("pipe", "exabgp.cmd"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("etc/polder.bgp.exabgp-edge.cfg: pipe = exabgp.cmd is not accepted; give an absolute path");
        assertThatThrownBy(() -> speaker("comunities", "1:1")).hasMessageContaining("did you mean communities?");
    }
}
