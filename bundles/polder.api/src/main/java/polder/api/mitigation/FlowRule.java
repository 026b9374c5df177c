// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import polder.wire.Prefix;

/**
 * Which packets a FlowSpec rule is about: those for which all of these hold (RFC 8955 section 4.2, RFC 8956 section 3). Immutable; an
 * empty list or set asks for nothing. Lists and sets are sorted. Of several ports, protocols, lengths, flags or fragments one has to fit.
 *
 * @param destination never less than a network of ours, so never absent
 * @param source or null for any
 * @param protocols IP protocol or last next header, 0 to 255
 * @param sourcePorts of TCP and UDP
 * @param targetPorts of TCP and UDP
 * @param lengths of the IP packet in bytes, with its header
 * @param tcpFlags any of which is set
 * @param fragments any of which it is
 */
public record FlowRule(
        Prefix destination,
        @Nullable Prefix source,
        Set<Integer> protocols,
        List<Span> sourcePorts,
        List<Span> targetPorts,
        List<Span> lengths,
        Set<TcpFlag> tcpFlags,
        Set<Fragment> fragments) {
    /** In the order of their bits. */
    public enum TcpFlag {
        FIN,
        SYN,
        RST,
        PUSH,
        ACK,
        URGENT
    }

    /** Bits of component 12. */
    public enum Fragment {
        DONT_FRAGMENT,
        IS_FRAGMENT,
        FIRST_FRAGMENT,
        LAST_FRAGMENT,
        /** None of the others: the component is zero. Alone. */
        NOT_A_FRAGMENT
    }

    /**
     * Numbers from one to another, both included.
     *
     * @param last not before the first
     */
    public record Span(int first, int last) implements Comparable<Span> {
        /** The last number of a port or length. */
        public static final int MOST = 65535;

        public Span {
            if (first < 0 || last > MOST || first > last) {
                throw new IllegalArgumentException(first + "-" + last + " is no range within 0 to " + MOST);
            }
        }

        /** One number. */
        public static Span of(int number) {
            return new Span(number, number);
        }

        public boolean contains(int number) {
            return number >= first && number <= last;
        }

        @Override
        public int compareTo(Span other) {
            return first != other.first ? Integer.compare(first, other.first) : Integer.compare(last, other.last);
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    public FlowRule {
        if (destination.length() == 0) {
            throw new IllegalArgumentException("a rule for every destination is none");
        }
        if (source != null && source.base().isV4() != destination.base().isV4()) {
            throw new IllegalArgumentException("source and destination are of two families");
        }
        for (int protocol : protocols) {
            if (protocol < 0 || protocol > 255) {
                throw new IllegalArgumentException(protocol + " is no IP protocol");
            }
        }
        if (fragments.contains(Fragment.NOT_A_FRAGMENT) && fragments.size() > 1) {
            throw new IllegalArgumentException("not-a-fragment goes alone");
        }
        protocols = sorted(protocols);
        sourcePorts = sourcePorts.stream().sorted().distinct().toList();
        targetPorts = targetPorts.stream().sorted().distinct().toList();
        lengths = lengths.stream().sorted().distinct().toList();
        tcpFlags = sorted(tcpFlags);
        fragments = sorted(fragments);
    }

    private static <T extends Comparable<T>> Set<T> sorted(Set<T> set) {
        return Collections.unmodifiableSet(new TreeSet<>(set));
    }

    /** Everything sent to a target. */
    public static FlowRule to(Prefix destination) {
        return new FlowRule(destination, null, Set.of(), List.of(), List.of(), List.of(), Set.of(), Set.of());
    }
}
