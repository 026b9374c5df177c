// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.wire.Prefix;

/** The matches of a FlowSpec rule on the wire (RFC 8955 section 4, RFC 8956 section 3). */
final class FlowNlri {
    private static final int END = 0x80;
    private static final int AND = 0x40;
    private static final int LESS = 4;
    private static final int GREATER = 2;
    private static final int EQUAL = 1;
    private static final int NOT = 2;

    private static final int LONG = 240;
    private static final int LONGEST = 4095;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean v6;

    private FlowNlri(boolean v6) {
        this.v6 = v6;
    }

    /**
     * Components in the order of their types, behind a length of one byte, or of two when it is 240 or more.
     *
     * <pre>
     * +-------------------------------+
     * |    length (0xnn or 0xfnnn)    |
     * +-------------------------------+
     * |    components  (variable)     |
     * +-------------------------------+
     * </pre>
     *
     * @throws IllegalArgumentException when a rule cannot be written so
     */
    static byte[] of(FlowRule rule) {
        FlowNlri nlri = new FlowNlri(!rule.destination().base().isV4());
        nlri.prefix(1, rule.destination());
        if (rule.source() != null) {
            nlri.prefix(2, rule.source());
        }
        nlri.numbers(3, rule.protocols().stream().map(Span::of).toList());
        nlri.numbers(5, rule.targetPorts());
        nlri.numbers(6, rule.sourcePorts());
        nlri.flags(rule.tcpFlags());
        nlri.numbers(10, rule.lengths());
        nlri.fragments(rule.fragments());
        return framed(nlri.out.toByteArray());
    }

    private static byte[] framed(byte[] components) {
        if (components.length > LONGEST) {
            throw new IllegalArgumentException("the rule is longer than a FlowSpec route can be");
        }
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        if (components.length >= LONG) {
            framed.write(0xf0 | (components.length >> 8));
        }
        framed.write(components.length);
        framed.writeBytes(components);
        return framed.toByteArray();
    }

    /** Type, length in bits and prefix; in IPv6 an offset, always zero here, goes before the prefix. */
    private void prefix(int type, Prefix prefix) {
        byte[] bytes = Nlri.prefix(prefix);
        out.write(type);
        out.write(bytes[0]);
        if (v6) {
            out.write(0);
        }
        out.writeBytes(Arrays.copyOfRange(bytes, 1, bytes.length));
    }

    /**
     * Pairs of an operator and a value, one of which has to fit; a range is two that both have to.
     *
     * <pre>
     *   0   1   2   3   4   5   6   7
     * +---+---+---+---+---+---+---+---+
     * | e | a |  len  | 0 |lt |gt |eq |
     * +---+---+---+---+---+---+---+---+
     * </pre>
     */
    private void numbers(int type, List<Span> spans) {
        if (spans.isEmpty()) {
            return;
        }
        out.write(type);
        for (Iterator<Span> all = spans.iterator(); all.hasNext(); ) {
            Span span = all.next();
            int end = all.hasNext() ? 0 : END;
            if (span.first() == span.last()) {
                number(end | EQUAL, span.first());
            } else {
                number(GREATER | EQUAL, span.first());
                number(end | AND | LESS | EQUAL, span.last());
            }
        }
    }

    private void number(int operator, int value) {
        if (value > 0xff) {
            out.write(operator | 0x10);
            out.write(value >> 8);
        } else {
            out.write(operator);
        }
        out.write(value);
    }

    /**
     * Each flag for itself, any of which has to be set.
     *
     * <pre>
     *   0   1   2   3   4   5   6   7
     * +---+---+---+---+---+---+---+---+
     * | e | a |  len  | 0 | 0 |not| m |
     * +---+---+---+---+---+---+---+---+
     * </pre>
     */
    private void flags(Set<TcpFlag> flags) {
        if (!flags.isEmpty()) {
            bits(9, flags.stream().mapToInt(flag -> 1 << flag.ordinal()).toArray());
        }
    }

    private void fragments(Set<Fragment> fragments) {
        if (fragments.isEmpty()) {
            return;
        }
        if (v6 && fragments.contains(Fragment.DONT_FRAGMENT)) {
            throw new IllegalArgumentException("IPv6 has no dont-fragment");
        }
        if (fragments.contains(Fragment.NOT_A_FRAGMENT)) {
            // not a first, no last, no other fragment: a value of zero would by RFC 8955 fit either never or always
            out.write(12);
            out.write(NOT);
            out.write(0x02);
            out.write(AND | NOT);
            out.write(0x04);
            out.write(END | AND | NOT);
            out.write(0x08);
            return;
        }
        bits(12, fragments.stream().mapToInt(one -> 1 << one.ordinal()).toArray());
    }

    private void bits(int type, int[] values) {
        out.write(type);
        for (int i = 0; i < values.length; i++) {
            out.write(i == values.length - 1 ? END : 0);
            out.write(values[i]);
        }
    }
}
