// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps templates, sampling rates and counters of exporters on disk, so that a restart or a new version of the bundle can read the
 * first datagram. Written now and then and at the end; a file that makes no sense is set aside.
 */
final class StateFile {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final int MAGIC = 0x504f4e31;
    private static final int END = 0;
    private static final int DOMAIN = 1;
    private static final int MOST_FIELDS = 16_384;

    private final Path file;
    private final Book book;
    private boolean complained;

    StateFile(Path folder, Book book) {
        file = folder.resolve("exporters.bin");
        this.book = book;
    }

    synchronized void write() {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(next)))) {
                out.writeInt(MAGIC);
                ByteArrayOutputStream one = new ByteArrayOutputStream();
                for (Domain domain : book.domains().all()) {
                    // a slow disk is not to hold up a lane
                    one.reset();
                    synchronized (domain) {
                        if (domain.datagrams > 0) {
                            write(new DataOutputStream(one), domain);
                        }
                    }
                    one.writeTo(out);
                }
                out.writeByte(END);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            complained = false;
        } catch (IOException e) {
            if (!complained) {
                complained = true;
                LOG.warn("templates could not be kept in {}: {}", file, e.toString());
            }
        }
    }

    private static void write(DataOutputStream out, Domain domain) throws IOException {
        out.writeByte(DOMAIN);
        out.writeLong(domain.high);
        out.writeLong(domain.low);
        out.writeInt(domain.version);
        out.writeInt(domain.number);
        out.writeLong(domain.datagrams);
        out.writeLong(domain.flows);
        out.writeLong(domain.sequence.lost);
        out.writeLong(domain.lastSeen);
        out.writeLong(domain.firstSeen);
        out.writeLong(domain.bootMillis);
        out.writeInt(domain.activeTimeout);
        List<Template> templates = domain.templates.list();
        out.writeShort(templates.size());
        for (Template template : templates) {
            write(out, template);
        }
        Samplings samplings = domain.samplings;
        out.writeShort(samplings.count());
        for (int i = 0; i < samplings.count(); i++) {
            out.writeByte(samplings.kind(i));
            out.writeLong(samplings.id(i));
            out.writeInt(samplings.rate(i));
            out.writeShort(samplings.field(i));
        }
    }

    private static void write(DataOutputStream out, Template template) throws IOException {
        out.writeShort(template.id);
        out.writeShort(template.fields.count());
        out.writeShort(template.fields.scopes());
        out.writeShort(template.fields.sent().length);
        out.write(template.fields.sent());
        out.writeLong(template.sent);
        out.writeLong(template.used);
        out.writeLong(template.records);
    }

    /** Fills the book with what was known. */
    void read() {
        if (!Files.exists(file)) {
            return;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("not written by this version");
            }
            int domains = 0;
            for (int mark = in.readByte(); mark != END; mark = in.readByte()) {
                if (mark != DOMAIN || ++domains > DomainTable.MOST) {
                    throw new IOException("no exporter where one should be");
                }
                readDomain(in);
            }
        } catch (IOException | IllegalArgumentException e) {
            setAside(e);
        }
    }

    private void readDomain(DataInputStream in) throws IOException {
        Message name = new Message();
        name.high = in.readLong();
        name.low = in.readLong();
        name.version = in.readInt();
        name.number = in.readInt();
        Domain domain = book.domains().find(name);
        synchronized (domain) {
            domain.datagrams = positive(in.readLong());
            domain.flows = positive(in.readLong());
            domain.sequence.lost = positive(in.readLong());
            domain.lastSeen = positive(in.readLong());
            domain.firstSeen = positive(in.readLong());
            domain.bootMillis = in.readLong();
            domain.activeTimeout = in.readInt();
            int templates = in.readUnsignedShort();
            for (int i = 0; i < templates; i++) {
                readTemplate(in, domain);
            }
            int samplings = in.readUnsignedShort();
            for (int i = 0; i < samplings; i++) {
                int kind = in.readByte();
                long id = in.readLong();
                int rate = in.readInt();
                int field = in.readUnsignedShort();
                if (kind < Samplings.ALL || kind > Samplings.SAMPLER || rate < 1) {
                    throw new IOException("no sampling rate where one should be");
                }
                domain.samplings.told(kind, id, rate, field);
            }
        }
    }

    private static long positive(long value) throws IOException {
        if (value < 0) {
            throw new IOException("a count below zero");
        }
        return value;
    }

    private void readTemplate(DataInputStream in, Domain domain) throws IOException {
        int id = in.readUnsignedShort();
        int count = in.readUnsignedShort();
        int scopes = in.readShort();
        byte[] sent = new byte[in.readUnsignedShort()];
        in.readFully(sent);
        boolean ipfix = domain.version == 10;
        int length = Fields.length(ByteBuffer.wrap(sent), 0, sent.length, ipfix, count);
        if (id < TemplateReader.FIRST || count > MOST_FIELDS || scopes > count || length != sent.length) {
            throw new IOException("no template where one should be");
        }
        Fields fields = new Fields(ipfix, count, scopes, sent);
        if (!TemplateReader.canHaveRecords(fields)) {
            throw new IOException("a template without length");
        }
        Template template = new Template(id, book.plans().compile(fields));
        template.sent = positive(in.readLong());
        template.used = positive(in.readLong());
        template.records = positive(in.readLong());
        domain.templates.put(template, book.limits().templates());
    }

    private void setAside(Exception why) {
        Path aside = file.resolveSibling(file.getFileName() + ".bad");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("{} could not be read ({}) and was set aside as {}", file, why.toString(), aside.getFileName());
        } catch (IOException e) {
            LOG.warn("{} could not be read: {}", file, why.toString());
        }
    }
}
