// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.evidence.AttackEvidence;

/**
 * Evidence on disk: a folder for each attack, with a file of what was found and one of frames. Each file is whole or not there. Any
 * thread may read; one writes.
 */
final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger("polder.evidence");
    private static final String FOUND = "evidence.json";
    private static final String FRAMES = "frames.pcapng";

    private record Kept(UUID attack, Path folder, Instant written, long size) {}

    private final Path root;
    private boolean complained;

    Archive(Path root) {
        this.root = root;
    }

    /** Writes or replaces what there is of an attack. */
    synchronized void write(AttackEvidence evidence, byte[] frames) {
        Path folder = folder(evidence.attack());
        try {
            Files.createDirectories(folder);
            if (evidence.frames() > 0) {
                replace(folder.resolve(FRAMES), frames);
            }
            replace(folder.resolve(FOUND), EvidenceJson.write(evidence).getBytes(StandardCharsets.UTF_8));
            complained = false;
        } catch (IOException e) {
            if (!complained) {
                complained = true;
                LOG.warn("evidence could not be kept in {}: {}", folder, e.toString());
            }
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path folder(UUID attack) {
        return root.resolve(attack.toString());
    }

    Optional<AttackEvidence> find(UUID attack) {
        Path file = folder(attack).resolve(FOUND);
        try {
            return Files.exists(file) ? Optional.of(EvidenceJson.read(Files.readString(file))) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
    }

    Optional<Path> frames(UUID attack) {
        Path file = folder(attack).resolve(FRAMES);
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    /** The newest first. */
    List<UUID> attacks() {
        return all().stream().map(Kept::attack).toList();
    }

    /** Deletes what is too old, and the oldest of what is too much; the newest stays in any case. */
    void forget(Settings settings, Instant now) {
        long size = 0;
        boolean newest = true;
        for (Kept kept : all()) {
            size += kept.size();
            boolean tooOld = kept.written().isBefore(now.minus(settings.keepAge()));
            if (tooOld || (size > settings.keepSize() && !newest)) {
                delete(kept.folder());
                size -= kept.size();
            }
            newest = false;
        }
    }

    private List<Kept> all() {
        List<Kept> all = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (Stream<Path> folders = Files.list(root)) {
                folders.forEach(folder -> kept(folder).ifPresent(all::add));
            } catch (IOException e) {
                LOG.warn("{} cannot be read: {}", root, e.toString());
            }
        }
        all.sort(Comparator.comparing(Kept::written).reversed());
        return all;
    }

    /** Of a folder of ours; empty for anything else, which is left alone. */
    private static Optional<Kept> kept(Path folder) {
        Path file = folder.resolve(FOUND);
        try {
            UUID attack = UUID.fromString(folder.getFileName().toString());
            long size = 0;
            try (Stream<Path> files = Files.list(folder)) {
                for (Path one : files.toList()) {
                    size += Files.size(one);
                }
            }
            Path dated = Files.exists(file) ? file : folder;
            return Optional.of(
                    new Kept(attack, folder, Files.getLastModifiedTime(dated).toInstant(), size));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", folder, e.toString());
        }
    }
}
