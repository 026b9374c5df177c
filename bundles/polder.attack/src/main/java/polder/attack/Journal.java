// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.Step;

/**
 * The attacks on disk, so that they outlive this process: a file of lines, each an attack as it stood; of an attack the last line
 * holds. It is written anew when it is opened, when it has grown, and after a failure. Used by one thread.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("polder.attack");
    private static final String HEADER = "polder attacks 2";
    /** Of the first version, whose lines are a part of ours. */
    private static final String FIRST_HEADER = "polder attacks 1";
    /** Lines beyond the least possible after which it is written anew. */
    private static final int SLACK = 10_000;

    private final Path file;
    private final Map<UUID, Attack> last = new LinkedHashMap<>();
    private final Map<String, List<AttackEvent>> waiting = new LinkedHashMap<>();
    private final Chronicle chronicle;
    private Written written = Written.NOTHING;
    private volatile int keepEnded;
    private int lines;
    /** Lines it had when it was last written anew. */
    private int least;

    private @Nullable FileChannel channel;

    /** What was done about an attack. */
    record Noted(UUID attack, Step step) {}

    /**
     * Reads what is there. Nothing fails here: what cannot be read is logged and set aside.
     *
     * @param chronicle takes what was done about the attacks, and is asked for it when the file is written anew
     */
    Journal(Path folder, int keepEnded, Chronicle chronicle) {
        this.chronicle = chronicle;
        this.file = folder.resolve("attacks.journal");
        this.keepEnded = keepEnded;
        if (Files.exists(file)) {
            read();
            chronicle.keepOnly(last.keySet());
        }
    }

    private void read() {
        int bad = 0;
        int count = 0;
        try {
            String text = new String(Files.readAllBytes(file), UTF_8);
            // what follows the last line end was being written when the process was killed: nobody was told of it
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            for (String line : whole.split("\n", 0)) {
                bad += accept(line, count++) ? 0 : 1;
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
            bad++;
        }
        if (bad > 0) {
            setAside(bad);
        }
    }

    private boolean accept(String line, int number) {
        if (number == 0) {
            return line.equals(HEADER) || line.equals(FIRST_HEADER);
        }
        try {
            if (line.startsWith(WrittenLine.STEP)) {
                Map<String, String> fields = AttackLine.fields(line);
                chronicle.open(UUID.fromString(AttackLine.field(fields, "id")), WrittenLine.step(fields));
            } else if (line.startsWith(WrittenLine.WAITING)) {
                Map<String, String> fields = AttackLine.fields(line);
                waiting.computeIfAbsent(AttackLine.field(fields, "listener"), name -> new ArrayList<>())
                        .add(WrittenLine.event(line, fields));
            } else if (line.startsWith("attack\t")) {
                remember(AttackLine.parse(line));
            } else {
                written = WrittenLine.after(written, line);
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void setAside(int bad) {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + System.currentTimeMillis());
        try {
            Files.move(file, aside);
            LOG.warn("{}: {} lines are damaged, {} attacks could be read; moved to {}", file, bad, last.size(), aside);
        } catch (IOException e) {
            LOG.warn("{}: {} lines are damaged, and moving it to {} failed: {}", file, bad, aside, e.toString());
        }
    }

    private void remember(Attack attack) {
        last.remove(attack.id());
        last.put(attack.id(), attack);
    }

    Collection<Attack> attacks() {
        return List.copyOf(last.values());
    }

    /** What it knows beside the attacks. */
    Written written() {
        return written;
    }

    /** Events that waited for listeners when the process was stopped in order, by the listener's name. */
    Map<String, List<AttackEvent>> waiting() {
        return waiting;
    }

    void keepEnded(int count) {
        keepEnded = count;
    }

    /** Writes attacks as they stand. When this fails the next call writes them too. */
    void write(List<Attack> attacks, boolean toDisk) throws IOException {
        attacks.forEach(this::remember);
        append(attacks.stream().map(AttackLine::of).toList(), toDisk);
    }

    void write(Written changed) throws IOException {
        written = changed;
        append(WrittenLine.of(changed), true);
    }

    /** Writes what was done about attacks; of those that are not forgotten meanwhile. */
    void writeSteps(List<Noted> steps) throws IOException {
        append(
                steps.stream()
                        .filter(noted -> !chronicle.of(noted.attack()).isEmpty())
                        .map(noted -> WrittenLine.of(noted.attack(), noted.step()))
                        .toList(),
                false);
    }

    /** Writes the events that wait for listeners, as the last thing. */
    void writeWaiting(Map<String, List<AttackEvent>> events) throws IOException {
        List<String> texts = new ArrayList<>();
        events.forEach((name, all) -> all.forEach(event -> texts.add(WrittenLine.waiting(name, event))));
        append(texts, true);
    }

    private void append(List<String> added, boolean toDisk) throws IOException {
        FileChannel out = channel;
        if (out == null || lines > least + SLACK) {
            rewrite();
            return;
        }
        try {
            lines += added.size();
            writeLines(out, added);
            if (toDisk) {
                out.force(false);
            }
        } catch (IOException e) {
            close(); // it may end in half a line
            throw e;
        }
    }

    private void rewrite() throws IOException {
        close();
        forgetOldest();
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            least = writeAll(out);
            out.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            out.close();
            throw e;
        }
        channel = out;
        lines = least;
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Writes everything; tells how many lines that are. */
    private int writeAll(FileChannel out) throws IOException {
        List<String> all = new ArrayList<>(List.of(HEADER));
        all.addAll(WrittenLine.of(written));
        for (Attack attack : last.values()) {
            all.add(AttackLine.of(attack));
            chronicle.of(attack.id()).forEach(step -> all.add(WrittenLine.of(attack.id(), step)));
        }
        writeLines(out, all);
        return all.size();
    }

    private void forgetOldest() {
        forgetOldest(attack -> !attack.isWarning(), keepEnded);
        forgetOldest(Attack::isWarning, keepEnded / Remembered.FEWER);
    }

    private void forgetOldest(Predicate<Attack> kind, int most) {
        Predicate<Attack> over = kind.and(attack -> attack.state() == Attack.State.ENDED);
        long ended = last.values().stream().filter(over).count();
        Iterator<Attack> oldest = last.values().iterator();
        while (ended > most && oldest.hasNext()) {
            if (over.test(oldest.next())) {
                oldest.remove();
                ended--;
            }
        }
    }

    private static void writeLines(FileChannel out, List<String> added) throws IOException {
        StringBuilder text = new StringBuilder();
        added.forEach(line -> text.append(line).append('\n'));
        ByteBuffer bytes = UTF_8.encode(text.toString());
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("closing {}: {}", file, e.toString());
            }
        }
    }
}
