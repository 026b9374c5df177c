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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;

/**
 * The attacks on disk, so that they outlive this process: a file of lines, each an attack as it stood; of an attack the last line
 * holds. It is written anew when it is opened, when it has grown, and after a failure. Used by one thread.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("polder.attack");
    private static final String HEADER = "polder attacks 1";
    private static final String LISTENERS = "listeners";
    private static final String WAITING = "waiting";
    /** Lines beyond the least possible after which it is written anew. */
    private static final int SLACK = 10_000;

    private final Path file;
    private final Map<UUID, Attack> last = new LinkedHashMap<>();
    private final Map<String, List<AttackEvent>> waiting = new LinkedHashMap<>();
    private Set<String> listeners = new LinkedHashSet<>();
    private volatile int keepEnded;
    private int lines;
    private @Nullable FileChannel channel;

    /** Reads what is there. Nothing fails here: what cannot be read is logged and set aside. */
    Journal(Path folder, int keepEnded) {
        this.file = folder.resolve("attacks.journal");
        this.keepEnded = keepEnded;
        if (Files.exists(file)) {
            read();
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
            return line.equals(HEADER);
        }
        try {
            if (line.startsWith(LISTENERS + "\t")) {
                String names = AttackLine.field(AttackLine.fields(line), "names");
                listeners = new LinkedHashSet<>(names.isEmpty() ? List.of() : List.of(names.split(",", -1)));
            } else if (line.startsWith(WAITING + "\t")) {
                Map<String, String> fields = AttackLine.fields(line);
                Phase phase = Phase.valueOf(AttackLine.field(fields, "phase"));
                Instant at = Instant.parse(AttackLine.field(fields, "at"));
                AttackEvent event = new AttackEvent(phase, AttackLine.parse(line), at);
                waiting.computeIfAbsent(AttackLine.field(fields, "listener"), name -> new ArrayList<>())
                        .add(event);
            } else {
                remember(AttackLine.parse(line));
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

    /** The listeners there were. */
    Set<String> listeners() {
        return listeners;
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

    void writeListeners(Set<String> names) throws IOException {
        listeners = new LinkedHashSet<>(names);
        append(List.of(listenerLine()), false);
    }

    /** Writes the events that wait for listeners, as the last thing. */
    void writeWaiting(Map<String, List<AttackEvent>> events) throws IOException {
        List<String> texts = new ArrayList<>();
        events.forEach((name, all) -> all.forEach(event -> texts.add(WAITING + "\tlistener=" + AttackLine.escape(name)
                + "\tphase=" + event.phase() + "\tat=" + event.at() + "\t" + AttackLine.of(event.attack()))));
        append(texts, true);
    }

    private String listenerLine() {
        return LISTENERS + "\tnames=" + AttackLine.escape(String.join(",", listeners));
    }

    private void append(List<String> added, boolean toDisk) throws IOException {
        FileChannel out = channel;
        if (out == null || lines > last.size() + SLACK) {
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
            writeLines(out, List.of(HEADER, listenerLine()));
            writeLines(out, last.values().stream().map(AttackLine::of).toList());
            out.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            out.close();
            throw e;
        }
        channel = out;
        lines = last.size() + 2;
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private void forgetOldest() {
        long ended = last.values().stream().filter(Journal::isEnded).count();
        Iterator<Attack> oldest = last.values().iterator();
        while (ended > keepEnded && oldest.hasNext()) {
            if (isEnded(oldest.next())) {
                oldest.remove();
                ended--;
            }
        }
    }

    private static boolean isEnded(Attack attack) {
        return attack.state() == Attack.State.ENDED;
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
