// SPDX-License-Identifier: Apache-2.0
package polder.shell.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.jline.terminal.Terminal;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;
import polder.shell.Fakes;
import polder.shell.KarafShell;

public class ControlTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final Timeout limit = Timeout.seconds(60);

    private final KarafShell shell = KarafShell.withFakes(new Fakes());
    private final List<Object> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private Path data;
    private Control control;

    @Before
    public void open() throws IOException {
        data = folder.getRoot().toPath();
        command("polder", "echo", (session, arguments) -> {
            seen.addAll(arguments);
            System.out.print("said");
            return null;
        });
        command("polder", "wait", (session, arguments) -> {
            waiting.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return null;
        });
        command("polder", "break", (session, arguments) -> {
            throw new IllegalStateException("a bug");
        });
        command("polder", "size", (session, arguments) -> {
            Terminal terminal = (Terminal) session.get(".jline.terminal");
            terminal.enterRawMode();
            terminal.writer().print(terminal.getType() + " " + terminal.getWidth() + "x" + terminal.getHeight());
            terminal.flush();
            terminal.writer()
                    .print(" then " + (char) terminal.reader().read() + " " + terminal.getWidth() + "x"
                            + terminal.getHeight());
            terminal.flush();
            return null;
        });
        command("shell", "danger", (session, arguments) -> seen.add("danger"));
        control = new Control(Place.in(data.toString()), shell.factory());
    }

    @After
    public void close() {
        control.close();
        shell.close();
    }

    private interface Body {
        Object run(Session session, List<Object> arguments) throws Exception;
    }

    private void command(String scope, String name, Body body) {
        shell.factory().getRegistry().register(new Command() {
            @Override
            public String getScope() {
                return scope;
            }

            @Override
            public String getName() {
                return name;
            }

            @Override
            public String getDescription() {
                return name;
            }

            @Override
            public Completer getCompleter(boolean scoped) {
                return null;
            }

            @Override
            public Parser getParser() {
                return null;
            }

            @Override
            public Object execute(Session session, List<Object> arguments) throws Exception {
                return body.run(session, arguments);
            }
        });
    }

    private Frames connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(
                Files.readString(data.resolve("polder.control")).strip()));
        return new Frames(channel);
    }

    private static void send(Frames frames, byte type, List<String> texts) throws IOException {
        byte[] bytes = (String.join("\0", texts) + "\0").getBytes(StandardCharsets.UTF_8);
        frames.send(type, bytes, 0, bytes.length);
    }

    private static void hello(Frames frames, String terminal, String... words) throws IOException {
        List<String> texts = new ArrayList<>(List.of("1", terminal, "xterm", "80", "24", "UTF-8"));
        texts.addAll(List.of(words));
        if (terminal.equals("0")) {
            texts.set(3, "0");
        }
        send(frames, Frames.HELLO, texts);
    }

    private record Answer(String out, String error, int code) {}

    private static Answer answer(Frames frames) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        while (true) {
            Frames.Frame frame = frames.read();
            if (frame.type() == Frames.EXIT) {
                return new Answer(
                        out.toString(StandardCharsets.UTF_8),
                        error.toString(StandardCharsets.UTF_8),
                        frame.payload().get(0));
            }
            (frame.type() == Frames.OUT ? out : error).write(frame.payload().array());
        }
    }

    private Answer call(String... words) throws IOException {
        try (Frames frames = connect()) {
            hello(frames, "0", words);
            return answer(frames);
        }
    }

    @Test
    public void aCommandGivesItsOutputAndZero() throws IOException {
        assertThat(call("attack-list", "--json").out()).contains("\"target\":\"10.0.0.1\"");
        assertThat(call("host-list", "--most", "1"))
                .matches(answer -> answer.code() == 0 && answer.out().contains("│"));
    }

    @Test
    public void aTableFitsTheScreenAndAPipeGetsAllOfIt() throws IOException {
        for (int columns : List.of(40, 80, 120)) {
            try (Frames frames = connect()) {
                send(
                        frames,
                        Frames.HELLO,
                        List.of("1", "0", "xterm", Integer.toString(columns), "24", "UTF-8", "host-list"));
                List<String> lines = answer(frames).out().lines().toList();
                assertThat(lines).hasSize(15).allMatch(line -> line.length() <= Math.max(columns, 70));
                assertThat(lines.get(0)).contains("Address", "Of limit");
            }
        }
        assertThat(call("host-list").out()).contains("Out flows", "Which");
    }

    @Test
    public void argumentsArriveAsTheyAreWhateverTheyHold() throws IOException {
        String[] words = {
            "echo",
            "; shell:danger",
            "$(shell:danger)",
            "`shell:danger`",
            "| shell:danger",
            "a 'b' \"c\" d",
            "$karaf",
            "{x}",
            "[1 2]",
            "(3)",
            "*",
            "~",
            "",
            "\\",
            "\n shell:danger",
            "#",
            "&",
            "> file",
            "=",
            "a=b",
            "ü€",
            "%(1+1)",
            "--json"
        };
        Answer answer = call(words);
        assertThat(answer).isEqualTo(new Answer("said", "", 0));
        assertThat(seen)
                .containsExactlyElementsOf(List.of(words).subList(1, words.length).stream()
                        .<Object>map(x -> x)
                        .toList());
    }

    @Test
    public void onlyCommandsOfThisScopeRun() throws IOException {
        for (String name : List.of(
                "danger",
                "shell:danger",
                "echo; shell:danger",
                "polder:echo",
                "",
                "no-such",
                "echo $x",
                "echo\nshell:danger")) {
            Answer answer = call(name);
            assertThat(answer.code()).as(name).isEqualTo(2);
            assertThat(answer.error())
                    .startsWith("polder: there is no command '" + name)
                    .contains("attack-list, attack-release");
        }
        assertThat(seen).isEmpty();
    }

    @Test
    public void theExitCodeTellsAWrongCallFromAFailure() throws IOException {
        assertThat(call("explain")).isEqualTo(new Answer("", "polder: Argument address is required\n", 2));
        assertThat(call("explain", "nobody").code()).isEqualTo(2);
        assertThat(call("explain", "10.0.0.1", "--json").error()).contains("options go before arguments");
        assertThat(call("unban", "10.0.0.9"))
                .isEqualTo(new Answer("", "polder: 10.0.0.9 is neither banned nor under attack\n", 1));
        assertThat(call("break")).isEqualTo(new Answer("", "polder: illegalstateexception: a bug\n", 1));
    }

    @Test
    public void aTerminalHasItsSizeAndKeys() throws IOException {
        try (Frames frames = connect()) {
            hello(frames, "1", "size");
            Frames.Frame first = frames.read();
            assertThat(StandardCharsets.UTF_8.decode(first.payload()).toString())
                    .isEqualTo("xterm 80x24");
            send(frames, Frames.SIZE, List.of("132", "50"));
            frames.send(Frames.INPUT, new byte[] {'k'}, 0, 1);
            assertThat(answer(frames)).isEqualTo(new Answer(" then k 132x50", "", 0));
        }
    }

    @Test
    public void topDrawsOnTheTerminalAndGivesItBack() throws IOException {
        try (Frames frames = connect()) {
            hello(frames, "1", "top");
            StringBuilder drawn = new StringBuilder();
            while (!drawn.toString().contains("q: quit")) {
                drawn.append(StandardCharsets.UTF_8.decode(frames.read().payload()));
            }
            assertThat(drawn).startsWith("\033[?1049h").contains("10.0.0.1");
            frames.send(Frames.INPUT, new byte[] {'q'}, 0, 1);
            Answer answer = answer(frames);
            assertThat(answer.out()).endsWith("\033[?1049l");
            assertThat(answer.code()).isZero();
        }
    }

    @Test
    public void aClientThatLeavesEndsItsCommand() throws Exception {
        Frames frames = connect();
        hello(frames, "0", "wait");
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        frames.close();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    public void closingEndsCommandsAndRemovesTheSocket() throws Exception {
        Frames frames = connect();
        hello(frames, "0", "wait");
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        control.close();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(frames::read).isInstanceOf(IOException.class);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    public void moreThanSixteenConnectionsAreRefused() throws IOException {
        List<Frames> many = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            many.add(connect());
        }
        try (Frames late = connect()) {
            assertThat(answer(late))
                    .matches(answer -> answer.code() == 1 && answer.error().contains("16 connections"));
        }
        for (Frames frames : many) {
            frames.close();
        }
    }

    @Test
    public void aClientThatSpeaksAnotherLanguageIsCutOff() throws IOException {
        for (String text :
                List.of("GET / HTTP/1.0\r\n\r\n", "H\0\0\0\0", "H\u007f\0\0\0", "X\0\0\0\1x", "H\0\0\0\4abc\0")) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(data.resolve("polder.sock")));
                channel.write(StandardCharsets.ISO_8859_1.encode(text));
                assertThatThrownBy(() -> new Frames(channel).read()).isInstanceOf(IOException.class);
            }
        }
        assertThat(call("echo").code()).isZero();
    }

    @Test
    public void theSocketIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("polder.sock"))))
                .isEqualTo("rw-------");
    }

    @Test
    public void aSocketLeftBehindIsReplaced() throws IOException {
        Path old = folder.newFolder().toPath();
        Files.writeString(old.resolve("polder.sock"), "");
        Control second = new Control(Place.in(old.toString()), shell.factory());
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThat(channel.connect(UnixDomainSocketAddress.of(old.resolve("polder.sock"))))
                    .isTrue();
        } finally {
            second.close();
        }
    }

    @Test
    public void aPathTooLongForASocketIsMovedToAFolderOfItsOwn() throws IOException {
        Path deep = Files.createDirectories(data.resolve("a".repeat(60)).resolve("b".repeat(60)));
        Control second = new Control(Place.in(deep.toString()), shell.factory());
        Path socket = Path.of(Files.readString(deep.resolve("polder.control")).strip());
        assertThat(socket.toString()).hasSizeLessThan(104);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThat(channel.connect(UnixDomainSocketAddress.of(socket))).isTrue();
        }
        second.close();
        assertThat(socket.getParent()).doesNotExist();
        assertThat(deep).isEmptyDirectory();
    }
}
