// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;
import polder.evidence.Content.Answer;

/** SNMP and LDAP messages, in the Basic Encoding Rules (X.690): a tag, a length in one byte or 0x80 + n and n bytes, the value. */
final class Ber {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int TOO_SHORT = -1;
    private static final int WRONG = -2;

    private Ber() {}

    /**
     * RFC 1157, section 4, RFC 3416, section 3: a sequence of the version, the community and a GetResponse (0xa2) or report (0xa8). RFC
     * 3412, section 6: of version 3 the message may be encrypted, so the version will do.
     */
    static Answer snmp(ByteBuffer in, int at, int length) {
        int version = value(in, at, length, inside(in, at, length, 0, SEQUENCE), INTEGER);
        if (version >= length || version < 0) {
            return answer(version);
        }
        int number = in.get(at + version);
        if (number == 3) {
            return Answer.YES;
        }
        if (number < 0 || number > 1) {
            return Answer.NO;
        }
        int community = version + 1;
        int body = after(in, at, length, community, OCTETS);
        if (body < 0 || body >= length) {
            return answer(body);
        }
        int tag = in.get(at + body) & 0xff;
        return tag == 0xa2 || tag == 0xa8 ? Answer.YES : Answer.NO;
    }

    /** RFC 4511, section 4.1.1, RFC 1798: a sequence of the message's number and a search result: entry 0x64, done 0x65, reference 0x73. */
    static Answer ldap(ByteBuffer in, int at, int length) {
        int number = inside(in, at, length, 0, SEQUENCE);
        int body = number < 0 ? number : after(in, at, length, number, INTEGER);
        if (body < 0 || body >= length) {
            return answer(body);
        }
        int tag = in.get(at + body) & 0xff;
        return tag == 0x64 || tag == 0x65 || tag == 0x73 ? Answer.YES : Answer.NO;
    }

    private static Answer answer(int place) {
        return place == WRONG ? Answer.NO : Answer.TOO_SHORT;
    }

    /** Where the value of one byte lies. */
    private static int value(ByteBuffer in, int at, int length, int from, int tag) {
        if (from < 0) {
            return from;
        }
        int inside = inside(in, at, length, from, tag);
        boolean single = inside < 0 || (inside - from == 2 && in.get(at + from + 1) == 1);
        return single ? inside : WRONG;
    }

    /** Where the value of an element starts. */
    private static int inside(ByteBuffer in, int at, int length, int from, int tag) {
        if (from >= length) {
            return TOO_SHORT;
        }
        if ((in.get(at + from) & 0xff) != tag) {
            return WRONG;
        }
        if (from + 1 >= length) {
            return TOO_SHORT;
        }
        int first = in.get(at + from + 1) & 0xff;
        int more = first < 0x80 ? 0 : first & 0x7f;
        return more > 4 ? WRONG : from + 2 + more;
    }

    /** Where the element after one of less than 128 bytes starts. */
    private static int after(ByteBuffer in, int at, int length, int from, int tag) {
        int inside = inside(in, at, length, from, tag);
        if (inside < 0) {
            return inside;
        }
        int size = in.get(at + from + 1);
        return size < 0 ? WRONG : inside + size;
    }
}
