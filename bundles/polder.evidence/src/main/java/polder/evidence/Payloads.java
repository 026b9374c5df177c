// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import polder.evidence.Content.Answer;

/** The contents a row can ask for by name. */
final class Payloads {
    private static final int LOOKED_AT = 64;

    /** By the names the table uses. */
    static final Map<String, Content> NAMES = new TreeMap<>(Map.ofEntries(
            Map.entry("chargen", Payloads::chargen),
            Map.entry("cldap", Ber::ldap),
            Map.entry("coap", Payloads::coap),
            Map.entry("dns-answer", Dns::answer),
            Map.entry("dns-any", Dns::any),
            Map.entry("dns-dnssec", Dns::dnssec),
            Map.entry("dns-many", Dns::many),
            Map.entry("dns-query", Dns::query),
            Map.entry("dns-txt", Dns::txt),
            Map.entry("memcached", Payloads::memcached),
            Map.entry("ntp-control", Payloads::ntpControl),
            Map.entry("ntp-private", Payloads::ntpPrivate),
            Map.entry("ntp-time", Payloads::ntpTime),
            Map.entry("printable", Payloads::printable),
            Map.entry("snmp-answer", Ber::snmp)));

    private static final Content MEMCACHED_TEXT =
            Pattern.parse("text:VALUE\\s|text:STAT\\s|text:END|text:ERROR|text:SERVER_ERROR|text:CLIENT_ERROR");

    private Payloads() {}

    /** RFC 864: lines of printable characters in their order, each line one character further. */
    static Answer chargen(ByteBuffer in, int at, int length) {
        int end = Math.min(length, LOOKED_AT);
        int inOrder = 0;
        for (int i = 0; i < end; i++) {
            int character = in.get(at + i);
            int last = i == 0 ? character - 1 : in.get(at + i - 1);
            boolean lineEnd = character == '\r' || character == '\n';
            if (!lineEnd && (character < 0x20 || character > 0x7e)) {
                return Answer.NO;
            }
            boolean wraps = last == 0x7e && (character == 0x20 || character == 0x21);
            inOrder += lineEnd || last == '\n' || character == last + 1 || wraps ? 1 : 0;
        }
        if (end < 8) {
            return Answer.TOO_SHORT;
        }
        return inOrder * 4 >= end * 3 ? Answer.YES : Answer.NO;
    }

    /** RFC 865 and the like: text. */
    static Answer printable(ByteBuffer in, int at, int length) {
        int end = Math.min(length, LOOKED_AT);
        for (int i = 0; i < end; i++) {
            int character = in.get(at + i);
            boolean blank = character == '\r' || character == '\n' || character == '\t';
            // bytes above 0x7f are negative: Latin 1 or UTF-8
            if (!blank && ((character >= 0 && character < 0x20) || character == 0x7f)) {
                return Answer.NO;
            }
        }
        return end < 4 ? Answer.TOO_SHORT : Answer.YES;
    }

    /** RFC 7252, section 3: version 1 in two bits, type 2, token length 4 (up to 8); then a class in three bits that is 2, 4 or 5. */
    static Answer coap(ByteBuffer in, int at, int length) {
        if (length < 1) {
            return Answer.TOO_SHORT;
        }
        int first = in.get(at) & 0xff;
        if (first >>> 6 != 1 || (first & 0xf) > 8) {
            return Answer.NO;
        }
        int kind = length < 2 ? 2 : (in.get(at + 1) & 0xff) >>> 5;
        if (kind != 2 && kind != 4 && kind != 5) {
            return Answer.NO;
        }
        return length < 4 ? Answer.TOO_SHORT : Answer.YES;
    }

    /**
     * memcached's doc/protocol.txt, "UDP protocol": the number of the request 2, of this datagram 2, how many there are 2, zero 2; of the
     * first the answer's text follows. Some bots send the text without.
     */
    static Answer memcached(ByteBuffer in, int at, int length) {
        if (MEMCACHED_TEXT.check(in, at, length) == Answer.YES) {
            return Answer.YES;
        }
        if (length < 8) {
            return Answer.TOO_SHORT;
        }
        int number = ((in.get(at + 2) & 0xff) << 8) | (in.get(at + 3) & 0xff);
        int total = ((in.get(at + 4) & 0xff) << 8) | (in.get(at + 5) & 0xff);
        if (number >= total || in.get(at + 6) != 0 || in.get(at + 7) != 0) {
            return Answer.NO;
        }
        return number > 0 ? Answer.YES : MEMCACHED_TEXT.check(in, at + 8, length - 8);
    }

    /** RFC 5905, section 7.3: leap 2 bits, version 3 (1 to 4), mode 3 (1 to 5: time). */
    static Answer ntpTime(ByteBuffer in, int at, int length) {
        if (length < 1) {
            return Answer.TOO_SHORT;
        }
        int mode = in.get(at) & 7;
        int version = (in.get(at) >>> 3) & 7;
        return mode >= 1 && mode <= 5 && version >= 1 && version <= 4 ? Answer.YES : Answer.NO;
    }

    /** RFC 9327, section 2: mode 6, and of the second byte the first bit when it is an answer. */
    static Answer ntpControl(ByteBuffer in, int at, int length) {
        if (length > 0 && (in.get(at) & 7) != 6) {
            return Answer.NO;
        }
        if (length < 2) {
            return Answer.TOO_SHORT;
        }
        return (in.get(at + 1) & 0x80) != 0 ? Answer.YES : Answer.NO;
    }

    /** ntpd's include/ntp_request.h: the first bit when it is an answer, mode 7: monlist and its kin. */
    static Answer ntpPrivate(ByteBuffer in, int at, int length) {
        if (length < 1) {
            return Answer.TOO_SHORT;
        }
        return (in.get(at) & 0x87) == 0x87 ? Answer.YES : Answer.NO;
    }
}
