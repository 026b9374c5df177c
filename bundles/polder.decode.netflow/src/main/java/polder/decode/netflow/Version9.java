// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.flow.Reject;

/** NetFlow 9 (RFC 3954) and IPFIX (RFC 7011): a header, then sets of templates, options templates and data. Used by one lane. */
final class Version9 {
    private static final int HEADER_9 = 20;
    private static final int HEADER_10 = 16;
    private static final int SET_HEADER = 4;

    /** Export times are whole seconds, cut off: on average they lag by this, milliseconds. */
    private static final int HALF_SECOND = 500;

    private final DomainTable domains;
    private final TemplateReader templates;
    private final RecordReader records;
    private final OptionsReader options = new OptionsReader();
    private final Held.Reader replay = this::replay;
    private final Book book;

    private Message message = new Message();
    private final Message held = new Message();
    private Domain domain;
    private Template arrived;

    /** Data records of the message, unless a set could not be read. */
    private int counted;

    private boolean unknown;

    Version9(Book book) {
        this.book = book;
        domains = book.domains();
        domain = book.nobody();
        arrived = new Template(0, book.plans().compile(new Fields(true, 0, -1, new byte[0])));
        records = new RecordReader(domain);
        templates = new TemplateReader(book.plans(), book.limits(), this::arrived);
    }

    /**
     * NetFlow 9 (RFC 3954, section 5.1). The count of records is not asked: it is wrong often, and the sets say how long they are.
     *
     * <pre>
     *  0                   1                   2                   3
     *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
     * +-------------------------------+-------------------------------+
     * |          version = 9          |        count of records       |  0
     * |               SysUptime, milliseconds since boot              |  4
     * |                UNIX secs, exporter's clock                    |  8
     * |        sequence number, datagrams exported before             | 12
     * |                           source id                           | 16
     * +---------------------------------------------------------------+
     * </pre>
     */
    void decode9(Message from) {
        int at = from.start;
        if (from.end - at < HEADER_9) {
            from.flows.reject(Reject.TRUNCATED);
            return;
        }
        ByteBuffer in = from.in;
        from.version = 9;
        from.uptime = in.getInt(at + 4);
        from.hasUptime = true;
        from.exportSeconds = in.getInt(at + 8);
        from.number = in.getInt(at + 16);
        decode(from, in.getInt(at + 12), at + HEADER_9, from.end);
    }

    /**
     * IPFIX (RFC 7011, section 3.1). What lies behind the length is not of the message.
     *
     * <pre>
     * +-------------------------------+-------------------------------+
     * |         version = 10          |             length            |  0
     * |               export time, seconds since 1970                 |  4
     * |     sequence number, data records exported before             |  8
     * |                    observation domain id                      | 12
     * +---------------------------------------------------------------+
     * </pre>
     */
    void decode10(Message from) {
        int at = from.start;
        if (from.end - at < HEADER_10) {
            from.flows.reject(Reject.TRUNCATED);
            return;
        }
        ByteBuffer in = from.in;
        int length = in.getShort(at + 2) & 0xffff;
        if (length < HEADER_10) {
            from.flows.reject(Reject.MALFORMED);
            return;
        }
        from.version = 10;
        from.uptime = 0;
        from.hasUptime = false;
        from.exportSeconds = in.getInt(at + 4);
        from.number = in.getInt(at + 12);
        if (length > from.end - at) {
            from.flows.reject(Reject.TRUNCATED);
        }
        decode(from, in.getInt(at + 8), at + HEADER_10, Math.min(at + length, from.end));
    }

    private void decode(Message from, int sequence, int start, int end) {
        message = from;
        boolean read = false;
        while (!read) {
            Domain found = domains.find(from);
            synchronized (found) {
                // else it became another between the look and the lock
                read = found.is(from);
                if (read) {
                    domain = found;
                    decode(sequence, start, end);
                }
            }
        }
    }

    private void decode(int sequence, int start, int end) {
        book.settle(domain);
        domain.heard(message.arrived);
        domain.clock(message.exportMillis() + HALF_SECOND, message.arrived);
        counted = 0;
        unknown = false;
        sets(start, end);
        domain.sequence.heard(sequence, unknown ? -1 : counted, message.version == 10, message.uptime);
    }

    /** RFC 3954, section 5.2 and RFC 7011, section 3.3.2: number 2, length with this header 2. */
    private void sets(int start, int end) {
        ByteBuffer in = message.in;
        int at = start;
        while (end - at >= SET_HEADER) {
            int id = in.getShort(at) & 0xffff;
            int length = in.getShort(at + 2) & 0xffff;
            if (length < SET_HEADER || length > end - at) {
                refuse(length < SET_HEADER ? Reject.MALFORMED : Reject.TRUNCATED);
                unknown = true;
                return;
            }
            if (id >= TemplateReader.FIRST) {
                data(id, at + SET_HEADER, at + length);
            } else {
                templates(id, at + SET_HEADER, at + length);
            }
            at += length;
        }
    }

    /** Sets of other kinds are passed over. */
    private void templates(int id, int start, int end) {
        boolean ipfix = message.version == 10;
        if (id == (ipfix ? 2 : 0)) {
            templates.templates(message, domain, start, end);
        } else if (ipfix && id == 3) {
            templates.options10(message, domain, start, end);
        } else if (!ipfix && id == 1) {
            templates.options9(message, domain, start, end);
        }
    }

    private void data(int id, int start, int end) {
        Template template = domain.templates.find(id);
        if (template == null) {
            unknown = true;
            int displaced = domain.held.add(message, id, start, end);
            for (int i = 0; i < displaced; i++) {
                refuse(Reject.MISSING_TEMPLATE);
            }
        } else {
            counted += read(message, template, start, end);
        }
    }

    private int read(Message from, Template template, int start, int end) {
        return template.fields.isOptions()
                ? options.read(from, domain, template, start, end)
                : records.read(from, domain, template, start, end);
    }

    private void refuse(Reject reason) {
        domain.reject(reason);
        message.flows.reject(reason);
    }

    /** A template is new: what waited for it can be read. */
    private void arrived(Domain of, Template template) {
        if (of.held.sets() > 0) {
            arrived = template;
            held.continueFor(message);
            of.held.replay(template.id, held, replay);
        }
    }

    private void replay(ByteBuffer in, int start, int end) {
        held.in = in;
        read(held, arrived, start, end);
    }
}
