// SPDX-License-Identifier: Apache-2.0
package polder.notify.script;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;
import polder.api.config.Quantity;

/**
 * Runs a program for Camel's exec component: never through a shell, with none of our descriptors, and with all its children gone
 * when its time is over.
 */
final class ScriptRunner implements ExecCommandExecutor {
    private static final long LAST_WORDS_MILLIS = 200;

    private final String name;

    /** @param name of the instance, for its thread */
    ScriptRunner(String name) {
        this.name = name;
    }

    @Override
    public ExecResult execute(ExecCommand command) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(command.getExecutable());
        line.addAll(command.getArgs());
        Process process = new ProcessBuilder(line)
                .directory(Path.of(command.getWorkingDir()).toFile())
                .redirectOutput(Redirect.DISCARD)
                .start();
        LastWords errors = new LastWords(process.getErrorStream());
        Thread reader = new Thread(errors, name.replace("polder.notify.", "polder-") + "-stderr");
        reader.setDaemon(true);
        reader.start();
        try {
            feed(process, command.getInput());
            if (!process.waitFor(command.getTimeout(), TimeUnit.MILLISECONDS)) {
                kill(process);
                throw new IOException(command.getExecutable() + " was killed after "
                        + Quantity.human(Duration.ofMillis(command.getTimeout())));
            }
            // a child it has left behind may hold its standard error open
            reader.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            throw new IOException(command.getExecutable() + " was killed: the notifier was stopped");
        }
        InputStream said = new ByteArrayInputStream(errors.firstLine().getBytes(StandardCharsets.UTF_8));
        return new ExecResult(command, InputStream.nullInputStream(), said, process.exitValue());
    }

    /** What is written is less than a pipe holds, so this does not wait for a script that does not read. */
    private static void feed(Process process, InputStream input) throws IOException {
        byte[] text = input == null ? new byte[0] : input.readAllBytes();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(text);
        } catch (IOException e) {
            // it has closed its standard input, or has ended, without reading: its exit code says how it went
            return;
        }
    }

    private static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Reads all a script says on its standard error, so that it is never held up, and keeps the beginning. */
    private static final class LastWords implements Runnable {
        private static final int KEPT = 1000;
        private volatile String kept = "";
        private final InputStream errors;

        LastWords(InputStream errors) {
            this.errors = errors;
        }

        @Override
        public void run() {
            byte[] some = new byte[KEPT];
            try (InputStream in = errors) {
                for (int n = in.read(some); n >= 0; n = in.read(some)) {
                    if (kept.length() < KEPT) {
                        kept = kept.concat(new String(some, 0, n, StandardCharsets.UTF_8));
                    }
                }
            } catch (IOException e) {
                // closed under our hands because the script has ended: nothing more to read
                return;
            }
        }

        String firstLine() {
            return kept.lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .map(line -> ": " + line.strip())
                    .orElse("");
        }
    }
}
