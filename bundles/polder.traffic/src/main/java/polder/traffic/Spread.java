// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Gives out what long flows counted, bit by bit over the time they lasted, so that a record of a minute's traffic is no spike. A
 * flow costs two changes of a rate, one when it starts and one when it ends; whatever happens in between, exactly what it counted
 * is given out. Used by the beat's thread, or under its lock.
 */
final class Spread {
    /** Takes what is given out. */
    @FunctionalInterface
    interface Sink {
        void take(long high, long low, int column, long packets, long bytes, long flows);
    }

    /** What is kept of a stream while the bundle is replaced. */
    record Rest(long high, long low, int column, long packets, long bytes, double seconds) {}

    private record Key(long high, long low, int column) {}

    /** All flows that have a key in common and last at the moment. */
    private static final class Stream {
        final Key key;
        double packetRate;
        double byteRate;
        double packetsDue;
        double bytesDue;
        long packetsOwed;
        long bytesOwed;
        long flowsOwed;
        int flows;

        Stream(Key key) {
            this.key = key;
        }
    }

    private record Change(Stream stream, boolean begins, long packets, long bytes, long flows, double seconds) {}

    private static final double SLOT_SECONDS = 0.1;
    private static final int SLOTS = 2048;
    /** Flows beyond this are given out at once. */
    private static final int MOST_CHANGES = 4_000_000;

    private final Map<Key, Stream> streams = new HashMap<>();
    private final List<List<Change>> slots = new ArrayList<>(SLOTS);
    private double now;
    private long slot;
    private int changes;

    Spread() {
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new ArrayList<>(0));
        }
    }

    int size() {
        return streams.size();
    }

    /** Takes what a lane has deferred. */
    void add(Deferred from, Sink sink) {
        for (int i = 0; i < from.size(); i++) {
            long packets = from.packets(i);
            if (changes >= MOST_CHANGES) {
                sink.take(from.high(i), from.low(i), from.column(i), packets, from.bytes(i), from.flows(i));
            } else {
                Key key = new Key(from.high(i), from.low(i), from.column(i));
                double seconds = Math.max(SLOT_SECONDS, from.lengthSeconds(i));
                long[] counts = {packets, from.bytes(i), from.flows(i)};
                add(key, counts, now + from.delaySeconds(i), seconds);
            }
        }
    }

    private void add(Key key, long[] counts, double start, double seconds) {
        Stream stream = streams.computeIfAbsent(key, Stream::new);
        stream.flows++;
        Change begins = new Change(stream, true, counts[0], counts[1], counts[2], seconds);
        if (slotOf(start) <= slot) {
            begin(begins);
        } else {
            at(slotOf(start), begins);
        }
        at(Math.max(slot + 1, slotOf(start + seconds)), new Change(stream, false, counts[0], counts[1], 0, seconds));
    }

    private static long slotOf(double time) {
        return Math.round(time / SLOT_SECONDS);
    }

    private void at(long when, Change change) {
        slots.get((int) (Math.min(when, slot + SLOTS - 1) % SLOTS)).add(change);
        changes++;
    }

    private static void begin(Change change) {
        Stream stream = change.stream;
        stream.packetRate += change.packets / change.seconds;
        stream.byteRate += change.bytes / change.seconds;
        stream.packetsOwed += change.packets;
        stream.bytesOwed += change.bytes;
        stream.flowsOwed += change.flows;
    }

    private static void end(Change change) {
        Stream stream = change.stream;
        stream.packetRate -= change.packets / change.seconds;
        stream.byteRate -= change.bytes / change.seconds;
        stream.flows--;
    }

    /** Gives out what is due in a beat. */
    void beat(double seconds, Sink sink) {
        double until = now + seconds;
        while (slotOf(until) > slot) {
            double boundary = (slot + 0.5) * SLOT_SECONDS;
            pass(Math.max(0, boundary - now));
            now = Math.max(now, boundary);
            slot++;
            List<Change> due = slots.get((int) (slot % SLOTS));
            for (Change change : due) {
                if (change.begins) {
                    begin(change);
                } else {
                    end(change);
                }
            }
            changes -= due.size();
            due.clear();
        }
        pass(until - now);
        now = until;
        give(sink);
    }

    private void pass(double seconds) {
        for (Stream stream : streams.values()) {
            stream.packetsDue += stream.packetRate * seconds;
            stream.bytesDue += stream.byteRate * seconds;
        }
    }

    private void give(Sink sink) {
        for (Iterator<Stream> all = streams.values().iterator(); all.hasNext(); ) {
            Stream stream = all.next();
            boolean over = stream.flows == 0;
            long packets = over ? stream.packetsOwed : Math.min(stream.packetsOwed, (long) stream.packetsDue);
            long bytes = over ? stream.bytesOwed : Math.min(stream.bytesOwed, (long) stream.bytesDue);
            if ((packets | bytes | stream.flowsOwed) != 0) {
                sink.take(stream.key.high, stream.key.low, stream.key.column, packets, bytes, stream.flowsOwed);
            }
            stream.packetsDue -= packets;
            stream.bytesDue -= bytes;
            stream.packetsOwed -= packets;
            stream.bytesOwed -= bytes;
            stream.flowsOwed = 0;
            if (over) {
                all.remove();
            }
        }
    }

    /** What has begun and is not yet given out. */
    List<Rest> rest() {
        List<Rest> rest = new ArrayList<>();
        for (Stream stream : streams.values()) {
            if (stream.packetsOwed > 0 && stream.packetRate > 0) {
                double seconds = Math.min(120, stream.packetsOwed / stream.packetRate);
                Key key = stream.key;
                rest.add(new Rest(key.high, key.low, key.column, stream.packetsOwed, stream.bytesOwed, seconds));
            }
        }
        return rest;
    }

    void restore(Rest rest) {
        long[] counts = {rest.packets, rest.bytes, 0};
        add(new Key(rest.high, rest.low, rest.column), counts, now, Math.max(SLOT_SECONDS, rest.seconds));
    }
}
