// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.flow.Reject;

/** Reads sets of templates. Used by one lane, under the lock of the domain at hand. */
final class TemplateReader {
    /** The first number a template may have; lower ones are sets of another kind. */
    static final int FIRST = 256;

    /** No record that fits in a datagram is longer. */
    private static final int LONGEST_RECORD = 65_535 - 16 - 4;

    private final Plans plans;
    private final Limits limits;
    private final AfterTemplate after;

    /** The first words of the template at hand; no scopes are -1. */
    private int id;

    private int count;
    private int scopes;

    /** Told of a template that is new. */
    interface AfterTemplate {
        void arrived(Domain domain, Template template);
    }

    TemplateReader(Plans plans, Limits limits, AfterTemplate after) {
        this.plans = plans;
        this.limits = limits;
        this.after = after;
    }

    /**
     * Templates of NetFlow 9 (RFC 3954, section 5.2) and of IPFIX (RFC 7011, section 3.4.1): number 2, count of fields 2, and the
     * fields, each of number 2 and length 2, in IPFIX with an enterprise of 4 when the top bit is set.
     */
    void templates(Message message, Domain domain, int start, int end) {
        int at = start;
        while (end - at >= 4) {
            id = message.in.getShort(at) & 0xffff;
            count = message.in.getShort(at + 2) & 0xffff;
            scopes = -1;
            if (id == 0 && count == 0) {
                return; // padding
            }
            at = count == 0 ? withdrawn(message, domain, at + 4) : take(message, domain, at + 4, end);
            if (at < 0) {
                return;
            }
        }
    }

    /**
     * Options templates of NetFlow 9 (RFC 3954, section 6.1): number 2, bytes of scope fields 2, bytes of option fields 2, and both.
     */
    void options9(Message message, Domain domain, int start, int end) {
        int at = start;
        while (end - at >= 6) {
            id = message.in.getShort(at) & 0xffff;
            int scopeBytes = message.in.getShort(at + 2) & 0xffff;
            int optionBytes = message.in.getShort(at + 4) & 0xffff;
            if (id == 0) {
                return;
            }
            count = (scopeBytes + optionBytes) / 4;
            scopes = scopeBytes / 4;
            if (((scopeBytes | optionBytes) & 3) != 0 || count == 0) {
                refuse(message, domain, Reject.MALFORMED);
                return;
            }
            at = take(message, domain, at + 6, end);
            if (at < 0) {
                return;
            }
        }
    }

    /**
     * Options templates of IPFIX (RFC 7011, section 3.4.2.2): number 2, count of all fields 2, count of scope fields 2, and the
     * fields.
     */
    void options10(Message message, Domain domain, int start, int end) {
        int at = start;
        while (end - at >= 4) {
            id = message.in.getShort(at) & 0xffff;
            count = message.in.getShort(at + 2) & 0xffff;
            if (id == 0 && count == 0) {
                return;
            }
            if (count == 0) {
                at = withdrawn(message, domain, at + 4);
                continue;
            }
            scopes = end - at < 6 ? 0 : message.in.getShort(at + 4) & 0xffff;
            if (scopes == 0 || scopes > count) {
                refuse(message, domain, end - at < 6 ? Reject.TRUNCATED : Reject.MALFORMED);
                return;
            }
            at = take(message, domain, at + 6, end);
            if (at < 0) {
                return;
            }
        }
    }

    /**
     * A template is withdrawn by one without fields (RFC 7011, section 8.1). It is kept all the same: over UDP nothing may be
     * withdrawn (section 8.4), and a single forged datagram would make us blind until templates are sent again. Over TCP the number
     * is given to another template, which takes its place, or never used again, and then it expires.
     */
    private int withdrawn(Message message, Domain domain, int next) {
        domain.withdrawals++;
        if (id < FIRST && id != 2 && id != 3) {
            refuse(message, domain, Reject.MALFORMED);
        }
        return next;
    }

    private static void refuse(Message message, Domain domain, Reject reason) {
        domain.reject(reason);
        message.flows.reject(reason);
    }

    /** Takes one template; where the next one starts, or -1 when none can be found. */
    private int take(Message message, Domain domain, int start, int end) {
        boolean ipfix = message.version == 10;
        ByteBuffer in = message.in;
        int length = Fields.length(in, start, end, ipfix, count);
        if (length < 0) {
            refuse(message, domain, Reject.TRUNCATED);
            return -1;
        }
        Template known = domain.templates.find(id);
        if (known != null && known.fields.isSentAs(in, start, length, scopes)) {
            known.sent = message.arrived;
        } else {
            byte[] sent = new byte[length];
            in.get(start, sent);
            Fields fields = new Fields(ipfix, count, scopes, sent);
            if (id < FIRST || !canHaveRecords(fields)) {
                refuse(message, domain, Reject.MALFORMED);
            } else {
                add(message, domain, fields);
            }
        }
        return start + length;
    }

    /** Else its records have no length, or are longer than any message. */
    static boolean canHaveRecords(Fields fields) {
        int record = fields.recordLength();
        return record > 0 && record <= LONGEST_RECORD;
    }

    private void add(Message message, Domain domain, Fields fields) {
        if (!limits.isRoomFor(domain)) {
            refuse(message, domain, Reject.OVER_LIMIT);
            return;
        }
        Template template = new Template(id, plans.compile(fields));
        template.sent = message.arrived;
        int displaced = domain.templates.put(template, limits.templates());
        if (displaced > 0) {
            domain.reject(Reject.OVER_LIMIT, displaced);
            for (int i = 0; i < displaced; i++) {
                message.flows.reject(Reject.OVER_LIMIT);
            }
        }
        after.arrived(domain, template);
    }
}
