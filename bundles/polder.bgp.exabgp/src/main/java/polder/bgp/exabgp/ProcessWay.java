// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Speaker.Peer;
import polder.api.mitigation.Speaker.Standing;
import polder.api.mitigation.Speaker.State;
import polder.bgp.exabgp.HelperSocket.Helper;

/** Commands to ExaBGP through the helper it runs: each is answered, and what is announced is read back from ExaBGP's tables. */
final class ProcessWay implements Way {
    private static final String DONE = "done";
    private static final String ERROR = "error";

    /** So long the helper may take to connect anew before it is a trouble. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Of the errors ExaBGP gives no reason; it writes one to its log. */
    private static final String REFUSED = "exabgp refuses it; its log says why: journalctl -u exabgp";

    private final HelperSocket socket;
    private final Journal journal;
    private final long limit;

    /** The commands this ExaBGP was given over this connection, and those it refused. */
    private final Map<String, String> sent = new HashMap<>();

    private final Map<String, String> refused = new HashMap<>();

    /** What has been wanted and is not known to be gone. */
    private final Map<String, Announcement> announced = new HashMap<>();

    private @Nullable Helper helper;

    /** @param limit for an answer, in milliseconds */
    ProcessWay(HelperSocket socket, Journal journal, long limit) {
        this.socket = socket;
        this.journal = journal;
        this.limit = limit;
    }

    @Override
    public long idle() {
        return 5000;
    }

    @Override
    public List<Peer> round(@Nullable Map<String, Route> routes, Map<Announcement, Standing> standings)
            throws IOException, InterruptedException {
        Helper to = connect();
        if (routes != null) {
            keep(to, routes, standings);
        }
        Table table = table(to, Set.of());
        return Neighbors.read(ask(to, "show neighbor extensive").lines(), table.counts());
    }

    private Helper connect() throws IOException, InterruptedException {
        Helper now = socket.helper();
        for (long end = System.nanoTime() + GRACE.toNanos();
                now == null && System.nanoTime() < end;
                now = socket.helper()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        if (now == null) {
            throw new IOException(
                    "exabgp has not connected: is it running, and does its polder process run polder-exabgp.py?"
                            + " systemctl status exabgp");
        }
        if (!now.equals(helper)) {
            sent.clear();
            refused.clear();
            hello(now);
            helper = now;
        }
        return now;
    }

    /** Passes over what is left of answers to somebody before us. */
    private void hello(Helper to) throws IOException, InterruptedException {
        to.lines().clear();
        to.send("version");
        boolean named = false;
        for (String line = to.line(limit); line != null; line = to.line(limit)) {
            if (named && DONE.equals(line)) {
                return;
            }
            named = named || line.startsWith("exabgp ");
        }
        socket.drop(to);
        throw new IOException("exabgp does not answer: exabgp.api.ack has to be true, as it is by default");
    }

    private void keep(Helper to, Map<String, Route> routes, Map<Announcement, Standing> standings)
            throws IOException, InterruptedException {
        Set<String> left = journal.keys();
        left.removeAll(routes.keySet());
        journal.add(routes.values());
        boolean changed = withdraw(to, left);
        Set<String> known = new HashSet<>(left);
        known.addAll(routes.keySet());
        Table table = table(to, known);
        for (Route route : routes.values()) {
            if (!route.announce().equals(sent.get(route.key())) || !isThereOrRefused(table, route)) {
                announce(to, route);
                changed = true;
            }
        }
        if (changed) {
            table = table(to, known);
        }
        for (String key : List.copyOf(left)) {
            Announcement what = announced.get(key);
            if (!table.found().contains(key)) {
                announced.remove(key);
            } else if (left.remove(key) && what != null) {
                standings.put(what, new Standing(State.LEAVING, "exabgp still has it"));
            }
        }
        journal.remove(left);
        for (Route route : routes.values()) {
            announced.put(route.key(), route.what());
            standings.put(route.what(), standing(route, table));
        }
    }

    private boolean isThereOrRefused(Table table, Route route) {
        return table.found().contains(route.key()) || refused.containsKey(route.key());
    }

    private Standing standing(Route route, Table table) {
        String why = refused.get(route.key());
        if (why != null) {
            return new Standing(State.FAILED, why);
        }
        return table.found().contains(route.key())
                ? new Standing(State.CONFIRMED, "")
                : new Standing(
                        State.FAILED,
                        "exabgp took it, but no neighbor has it: the neighbor needs the address family, the polder process"
                                + " in its api, and adj-rib-out true");
    }

    private boolean withdraw(Helper to, Set<String> keys) throws IOException, InterruptedException {
        for (String key : keys) {
            ask(to, journal.withdrawal(key));
            sent.remove(key);
            refused.remove(key);
        }
        return !keys.isEmpty();
    }

    private void announce(Helper to, Route route) throws IOException, InterruptedException {
        Answer answer = ask(to, route.announce());
        sent.put(route.key(), route.announce());
        if (answer.done()) {
            refused.remove(route.key());
        } else {
            refused.put(route.key(), REFUSED);
        }
    }

    /**
     * An answer.
     *
     * @param done whether ExaBGP did what it was told
     * @param lines what it said before
     */
    private record Answer(boolean done, List<String> lines) {}

    /** To some faulty commands ExaBGP gives no answer at all. */
    private Answer ask(Helper to, String command) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        to.send(command);
        for (String line = to.line(limit); line != null; line = to.line(limit)) {
            if (DONE.equals(line) || ERROR.equals(line)) {
                return new Answer(DONE.equals(line), lines);
            }
            lines.add(line);
        }
        hello(to);
        return new Answer(false, lines);
    }

    /**
     * ExaBGP's tables for its neighbors.
     *
     * @param found which of the routes asked for some neighbor has
     * @param counts how many routes there are for each neighbor
     */
    private record Table(Set<String> found, Map<String, Long> counts) {}

    /**
     * Reads lines such as {@code neighbor 192.0.2.1 ipv4 unicast 10.0.0.1/32 next-hop 192.0.2.1} and
     * {@code neighbor 192.0.2.1 ipv4 flow flow destination-ipv4 10.0.0.1/32 protocol =udp}.
     */
    private Table table(Helper to, Set<String> asked) throws IOException, InterruptedException {
        Set<String> found = new HashSet<>();
        Map<String, Long> counts = new HashMap<>();
        for (String line : ask(to, "show adj-rib out").lines()) {
            String[] words = line.split(" ", 6);
            if (words.length < 5 || !"neighbor".equals(words[0])) {
                continue;
            }
            counts.merge(words[1], 1L, Long::sum);
            String key = "unicast".equals(words[3])
                    ? words[4]
                    : "flow".equals(words[3]) && words.length == 6 ? FlowLine.key("flow " + words[5]) : "";
            if (asked.contains(key)) {
                found.add(key);
            }
        }
        return new Table(found, counts);
    }

    @Override
    public void close() {
        socket.close();
    }
}
