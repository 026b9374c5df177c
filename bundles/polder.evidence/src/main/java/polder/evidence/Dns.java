// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;
import polder.evidence.Content.Answer;

/**
 * DNS messages. RFC 1035, section 4.1.
 *
 * <pre>
 * +-------------------------------+-+-------+-+-+-+-+-----+-------+
 * |              ID               |Q|Opcode |A|T|R|R|  Z  | RCODE |  0
 * +-------------------------------+-+-------+-+-+-+-+-----+-------+
 * |       Count of questions      |       Count of answers        |  4
 * +-------------------------------+-------------------------------+
 * |  Count of authority records   |  Count of additional records  |  8
 * +-------------------------------+-------------------------------+
 * |  the first question: labels (a length and as many bytes) up   |
 * |  to one of length 0, type 2, class 2                          | 12
 * </pre>
 */
final class Dns {
    private static final int HEADER = 12;
    private static final int LONGEST_NAME = 255;
    private static final int MANY = 10;
    private static final int MOST_QUESTIONS = 4;

    private Dns() {}

    /** An answer: bit Q is set. Those of multicast DNS have no question. */
    static Answer answer(ByteBuffer in, int at, int length) {
        return header(in, at, length, 0x80);
    }

    static Answer query(ByteBuffer in, int at, int length) {
        return header(in, at, length, 0);
    }

    private static Answer header(ByteBuffer in, int at, int length, int direction) {
        if (length > 2 && ((in.get(at + 2) & 0x80) != direction || (in.get(at + 2) & 0x78) > 0x30)) {
            return Answer.NO;
        }
        if (length < HEADER) {
            return Answer.TOO_SHORT;
        }
        int questions = pair(in, at + 4);
        boolean asks = direction != 0 || (questions > 0 && pair(in, at + 6) == 0);
        return asks && questions <= MOST_QUESTIONS ? Answer.YES : Answer.NO;
    }

    /** An answer with ten records or more. */
    static Answer many(ByteBuffer in, int at, int length) {
        Answer answer = answer(in, at, length);
        return answer != Answer.YES || pair(in, at + 6) >= MANY ? answer : Answer.NO;
    }

    /** An answer to a question for all there is. */
    static Answer any(ByteBuffer in, int at, int length) {
        return asked(in, at, length, 255, 255);
    }

    static Answer txt(ByteBuffer in, int at, int length) {
        return asked(in, at, length, 16, 16);
    }

    /** RFC 4034, 5155: an answer to a question for DS, RRSIG, NSEC, DNSKEY, NSEC3. */
    static Answer dnssec(ByteBuffer in, int at, int length) {
        int type = typeAsked(in, at, length);
        return type == 43 ? Answer.YES : asked(in, at, length, 46, 51);
    }

    private static Answer asked(ByteBuffer in, int at, int length, int least, int most) {
        Answer answer = answer(in, at, length);
        if (answer != Answer.YES) {
            return answer;
        }
        if (pair(in, at + 4) == 0) {
            return Answer.NO;
        }
        int type = typeAsked(in, at, length);
        if (type < 0) {
            return Answer.TOO_SHORT;
        }
        return type >= least && type <= most ? Answer.YES : Answer.NO;
    }

    /** The type of the first question; 0 when its name is none, negative when the bytes end before it. */
    private static int typeAsked(ByteBuffer in, int at, int length) {
        int label = HEADER;
        while (label < length) {
            int size = in.get(at + label) & 0xff;
            if (size > 63 || label > HEADER + LONGEST_NAME) {
                return 0;
            }
            label += size + 1;
            if (size == 0) {
                return label + 2 <= length ? pair(in, at + label) : -1;
            }
        }
        return -1;
    }

    private static int pair(ByteBuffer in, int at) {
        return ((in.get(at) & 0xff) << 8) | (in.get(at + 1) & 0xff);
    }
}
