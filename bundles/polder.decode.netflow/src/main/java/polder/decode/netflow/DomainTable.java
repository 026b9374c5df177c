// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All domains the decoder has heard of, for all lanes. It has room for 16,384 and never grows: a domain lies in one of two buckets of
 * eight, and when both are full it takes the place of one that sent hardly anything, or else of the one unheard for longest. All
 * domains of an address lie in a few buckets, and a new one first takes the place of another of its address: who invents domains
 * displaces himself. What was counted for the
 * displaced is kept as one.
 *
 * <p>A look-up takes no lock; its finder takes that of the domain and asks once more whether it still is the one.
 */
final class DomainTable {
    private static final int BUCKETS = 2048;
    private static final int WAYS = 8;
    static final int MOST = BUCKETS * WAYS;

    /** Buckets an address's domains are spread over, of each of the two choices. */
    private static final int SPREAD = 7;

    /** Whoever sent fewer datagrams may be a forged sender. */
    private static final int HARDLY_ANYTHING = 4;

    private final long seed;
    private final long[] marks = new long[MOST];
    private final @Nullable Domain[] domains = new Domain[MOST];
    private final Held.Pool pool = new Held.Pool();
    private final AtomicLong budget = new AtomicLong();

    long forgotten;
    long forgottenDatagrams;
    long forgottenFlows;
    long forgottenLost;
    long forgottenSeen;

    /** @param seed secret, so that nobody can choose addresses that meet in one bucket */
    DomainTable(long seed) {
        this.seed = seed;
    }

    /** The domain a message is of, made when it is new. Any thread. */
    Domain find(Message message) {
        long address = mix(mix(message.high ^ seed) ^ message.low);
        long mark = mix(address ^ ((long) message.version << 32) ^ (message.number & 0xffff_ffffL)) | 1;
        int spread = (int) (mark >>> 56) & SPREAD;
        int first = (((int) address + spread) & (BUCKETS - 1)) * WAYS;
        int second = (((int) (address >>> 32) + spread) & (BUCKETS - 1)) * WAYS;
        Domain found = look(first, mark);
        if (found == null) {
            found = look(second, mark);
        }
        return found != null && found.is(message) ? found : make(first, second, mark, message);
    }

    private @Nullable Domain look(int first, long mark) {
        for (int at = first; at < first + WAYS; at++) {
            if (marks[at] == mark) {
                return domains[at];
            }
        }
        return null;
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 32)) * 0x9e3779b97f4a7c15L;
        return mixed ^ (mixed >>> 29);
    }

    private synchronized Domain make(int first, int second, long mark, Message message) {
        Domain known = look(first, mark);
        if (known == null || !known.is(message)) {
            known = look(second, mark);
        }
        if (known != null && known.is(message)) {
            return known;
        }
        int least = place(first, second, message);
        Domain domain = domains[least];
        if (domain == null) {
            domain = new Domain(pool, budget);
        } else {
            forget(domain);
        }
        domain.become(message);
        marks[least] = mark;
        domains[least] = domain;
        return domain;
    }

    /** Where a new domain goes: the emptier bucket, else the place of one of its own address, else that of the least worth. */
    private int place(int first, int second, Message message) {
        int emptier = free(second) > free(first) ? second : first;
        int least = leastWorth(emptier, emptier);
        if (domains[least] == null) {
            return least;
        }
        int own = ownLeastWorth(second, message, ownLeastWorth(first, message, -1));
        return own >= 0 ? own : leastWorth(second, leastWorth(first, first));
    }

    private int ownLeastWorth(int bucket, Message message, int least) {
        int found = least;
        for (int at = bucket; at < bucket + WAYS; at++) {
            Domain there = domains[at];
            if (there != null
                    && there.low == message.low
                    && there.high == message.high
                    && (found < 0 || worth(there) < worth(domains[found]))) {
                found = at;
            }
        }
        return found;
    }

    private int free(int bucket) {
        int free = 0;
        for (int at = bucket; at < bucket + WAYS; at++) {
            free += domains[at] == null ? 1 : 0;
        }
        return free;
    }

    private int leastWorth(int bucket, int least) {
        int found = least;
        for (int at = bucket; at < bucket + WAYS; at++) {
            if (worth(domains[at]) < worth(domains[found])) {
                found = at;
            }
        }
        return found;
    }

    /** Free rows are worth nothing, those that sent hardly anything less than all others. */
    private static long worth(@Nullable Domain domain) {
        if (domain == null) {
            return Long.MIN_VALUE;
        }
        return domain.datagrams < HARDLY_ANYTHING ? domain.lastSeen - Long.MAX_VALUE : domain.lastSeen;
    }

    private void forget(Domain domain) {
        synchronized (domain) {
            forgotten++;
            forgottenDatagrams += domain.datagrams;
            forgottenFlows += domain.flows;
            forgottenLost += domain.sequence.lost;
            forgottenSeen = Math.max(forgottenSeen, domain.lastSeen);
        }
    }

    /** All there are now, in no order. */
    synchronized List<Domain> all() {
        List<Domain> all = new ArrayList<>();
        for (Domain domain : domains) {
            if (domain != null) {
                all.add(domain);
            }
        }
        return all;
    }

    /** What the templates of all domains take, bytes. */
    long templatesWeigh() {
        return budget.get();
    }
}
