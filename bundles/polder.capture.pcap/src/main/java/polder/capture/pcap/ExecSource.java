// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The standard output of a command. What it writes to standard error goes to the log; it ends with this source. */
final class ExecSource implements ByteSource {
    private static final long MOMENT = 80;
    /** What it wrote before its end is read after it; a child that keeps standard error open is not waited for longer. */
    private static final long LAST_WORDS = 500;

    private static final long PATIENCE = 1000;
    private static final int LONGEST_LINE = 300;

    private final Pipe pipe;
    private final Process process;
    private final Thread listener;
    private final Sparingly said;
    private volatile String lastWords = "";

    /**
     * @param instance of the configuration
     * @param command for the shell
     */
    ExecSource(String instance, String command, ByteBuffer into, Sparingly said) throws IOException {
        this.said = said;
        pipe = Pipe.make(into);
        try {
            process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(Redirect.to(pipe.writeEnd().toFile()))
                    .start();
        } catch (IOException e) {
            pipe.close();
            throw new IOException("cannot be started: " + e.getMessage(), e);
        }
        pipe.closeWriteEnd();
        listener = new Thread(this::listen, "polder-stderr-" + instance + "-0");
        listener.setDaemon(true);
        listener.start();
    }

    private void listen() {
        StringBuilder line = new StringBuilder();
        try (BufferedReader errors =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            int c = errors.read();
            while (c >= 0) {
                if (c == '\n') {
                    tell(line.toString().trim());
                    line.setLength(0);
                } else if (line.length() < LONGEST_LINE) {
                    line.append(Character.isISOControl(c) ? ' ' : (char) c);
                }
                c = errors.read();
            }
            tell(line.toString().trim());
        } catch (IOException e) {
            // the command has ended
        }
    }

    private void tell(String line) {
        if (!line.isEmpty()) {
            lastWords = line;
            said.say("it says: " + line);
        }
    }

    @Override
    public int read(int millis) throws IOException {
        return pipe.read(millis);
    }

    @Override
    public boolean next(boolean broken) {
        return false;
    }

    @Override
    public String ending() {
        String code = "closed its output";
        try {
            if (process.waitFor(MOMENT, TimeUnit.MILLISECONDS)) {
                code = "ended with exit code " + process.exitValue();
                listener.join(LAST_WORDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lastWords.isEmpty() ? code : code + ": " + lastWords;
    }

    /** The shell's children too. Does not wait for their end: what goes on all the same is killed a moment later. */
    @Override
    public void close() {
        pipe.close();
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        family.forEach(ProcessHandle::destroy);
        CompletableFuture.delayedExecutor(PATIENCE, TimeUnit.MILLISECONDS)
                .execute(() -> family.forEach(ProcessHandle::destroyForcibly));
    }
}
