// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an operator does with an appliance: writes cfg files, runs bin/polder, reads the log. */
@SuppressWarnings("try")
final class Operator implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final Installation appliance;

    /** @param name of the folder below target/it */
    Operator(String name) throws Exception {
        appliance = Installation.unpack(name);
        // looks at etc/ more often, as there is no operator who wants to think in between
        Path file = path("etc", "config.properties");
        Files.writeString(file, Files.readString(file).replaceFirst("(fileinstall.poll *= *)1000", "$1250"));
    }

    Path path(String first, String... more) {
        return appliance.path(first, more);
    }

    int port(String name) {
        return appliance.port(name);
    }

    long pid() throws IOException {
        return appliance.pid();
    }

    /** Has these features installed at the start too. */
    Operator features(String... names) throws IOException {
        Path file = path("etc", "org.apache.karaf.features.cfg");
        String line = "$1 " + String.join(", ", names) + ",";
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^(featuresBoot *=)", line));
        return this;
    }

    /** Has it started by another command. */
    Operator launcher(String words) {
        appliance.launcher(words);
        return this;
    }

    /** Writes a cfg file at once, as a careful editor does. */
    Operator cfg(String name, String... lines) throws IOException {
        return cfg(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Operator cfg(String name, byte[] text) throws IOException {
        Path written = path("written");
        Files.write(written, text);
        Files.move(written, path("etc", name), StandardCopyOption.ATOMIC_MOVE);
        return this;
    }

    void remove(String name) throws IOException {
        Files.delete(path("etc", name));
    }

    /** Starts it and waits until it takes NetFlow and judges it. */
    Operator start() throws Exception {
        appliance.start();
        Await.until("polder:status", LIMIT, () -> polder("status").code() == 0);
        Await.until("NetFlow is taken", LIMIT, () -> takesUdp(port("netflow")));
        Await.until("attacks are kept", LIMIT, () -> polder("attack-list").code() == 0);
        Await.until(
                "attacks are told", LIMIT, () -> polder("outbox-list").output().contains("polder.notify.log"));
        return this;
    }

    boolean takesUdp(int port) throws Exception {
        return appliance.sockets().stream().anyMatch(line -> line.startsWith("udp") && line.contains(":" + port + " "));
    }

    /** Ends it as a power failure does. */
    void kill() throws Exception {
        ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get();
    }

    Installation.Result polder(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("bin/polder"));
        line.addAll(List.of(words));
        return appliance.run(line.toArray(String[]::new));
    }

    /** Runs a command of Karaf's console, over ssh as the one user there is. */
    String console(String line) throws Exception {
        String password = Files.readString(path("etc", "polder.password")).trim();
        return appliance.ssh("polder", password, line).output();
    }

    private Object json(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(words));
        line.add(1, "--json");
        Installation.Result result = polder(line.toArray(String[]::new));
        assertThat(result.code()).as("%s: %s", line, result.output()).isZero();
        return Json.parse(result.output());
    }

    /** A command that shows one thing. */
    @SuppressWarnings("unchecked")
    Map<String, Object> show(String... words) throws Exception {
        return (Map<String, Object>) json(words);
    }

    /** A command that shows a list. */
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list(String... words) throws Exception {
        return (List<Map<String, Object>>) json(words);
    }

    /** The attacks and bans there are and were. */
    List<Object> attackIds() throws Exception {
        return list("attack-list", "--all").stream().map(one -> one.get("id")).toList();
    }

    /** Waits for an attack or ban on a host that is none of these, until it is in this state. */
    Map<String, Object> awaitAttack(String target, String state, List<Object> known) throws Exception {
        return Await.value("attack on " + target + " " + state, LIMIT, () -> list("attack-list", "--all").stream()
                .filter(one -> target.equals(one.get("target")) && state.equals(one.get("state")))
                .filter(one -> !known.contains(one.get("id")))
                .findFirst()
                .orElse(null));
    }

    Map<String, Object> awaitAttack(String target, String state) throws Exception {
        return awaitAttack(target, state, List.of());
    }

    /** The first lane of a capture. */
    Map<String, Object> lane(String capture) throws Exception {
        return list("lane-list").stream()
                .filter(lane -> capture.equals(lane.get("capture")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no lane of " + capture));
    }

    static long number(Map<String, Object> row, String key) {
        return ((Number) row.get(key)).longValue();
    }

    /** A counter of polder.traffic. */
    @SuppressWarnings("unchecked")
    long counter(String name) throws Exception {
        return number((Map<String, Object>) show("status").get("counters"), name);
    }

    /** How many windows the detectors have judged. */
    @SuppressWarnings("unchecked")
    long windows() throws Exception {
        List<Map<String, Object>> listeners =
                (List<Map<String, Object>>) show("status").get("listeners");
        return listeners.stream()
                .filter(one -> one.get("name").toString().startsWith("detector "))
                .mapToLong(one -> number(one, "delivered"))
                .sum();
    }

    /** KiB of heap used after a collection. */
    long heap() throws Exception {
        String id = Long.toString(pid());
        Installation.command(Path.of("."), "jcmd", id, "GC.run");
        Matcher used = USED.matcher(
                Installation.command(Path.of("."), "jcmd", id, "GC.heap_info").output());
        assertThat(used.find()).isTrue();
        return Long.parseLong(used.group(1));
    }

    List<String> log() throws IOException {
        return appliance.log().lines().toList();
    }

    /** Waits for a line of the log, after so many, that holds all of these words. */
    String awaitLog(int after, String... words) throws Exception {
        return Await.value("log: " + String.join(" … ", words), LIMIT, () -> log().stream()
                .skip(after)
                .filter(line -> List.of(words).stream().allMatch(line::contains))
                .findFirst()
                .orElse(null));
    }

    /** No exception has reached the log. */
    void expectNoStackTrace() throws IOException {
        assertThat(log())
                .noneMatch(
                        line -> line.startsWith("\tat ") || line.startsWith("Caused by") || line.contains("Exception"));
    }

    @Override
    public void close() throws Exception {
        appliance.close();
    }
}
