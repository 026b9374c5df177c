// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.ArrayList;
import java.util.List;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;
import polder.benchmarks.detection.Event.Shape;
import polder.wire.Address;
import polder.wire.Prefix;

/** Ten minutes of traffic with everything that happens in it. The same for the same seed and limits. */
final class Scenario {
    /** 2026-01-01, as good a beginning as any. */
    static final long BEGIN = 1_767_225_600_000_000_000L;

    static final long SECOND = 1_000_000_000L;
    static final long SLOT = SECOND / 10;

    /** Multiples of the limit, and for how long. */
    private static final double[] MULTIPLES = {0.85, 1.2, 2, 5, 20};

    private static final int[] SECONDS = {30, 40, 20, 12, 4};
    private static final double BACKGROUND = 40_000;

    /** The limit of a host. */
    interface Limits {
        long of(Address host, Metric metric);
    }

    private final long seed;
    private final Limits limits;
    private final Draw draw;
    private final int seconds;
    private final List<Event> events = new ArrayList<>();

    Scenario(long seed, Limits limits) {
        this(seed, limits, 600);
        attacks();
        carpets();
        customers();
        servers();
    }

    /** One in which nothing happens but what is added. */
    Scenario(long seed, Limits limits, int seconds) {
        this.seed = seed;
        this.limits = limits;
        this.seconds = seconds;
        draw = new Draw(Draw.mix(seed * 31));
    }

    List<Event> events() {
        return events;
    }

    int seconds() {
        return seconds;
    }

    /** Plays all of it. */
    void play(Observer observer) {
        long end = BEGIN + seconds * SECOND;
        Background background = new Background(BACKGROUND, BEGIN, end - BEGIN, seed);
        List<Emitter> emitters =
                events.stream().map(event -> new Emitter(event, seed)).toList();
        for (long at = BEGIN; at < end; at += SLOT) {
            background.emit(at, at + SLOT, observer);
            for (Emitter emitter : emitters) {
                emitter.emit(at, at + SLOT, observer);
            }
            observer.until(at + SLOT);
        }
    }

    private void attacks() {
        int n = (int) seed;
        for (Kind kind : Kind.values()) {
            if (!kind.isAttack() || kind == Kind.CARPET) {
                continue;
            }
            for (int m = 0; m < MULTIPLES.length; m++, n++) {
                boolean v4 = n % 2 == 0;
                boolean out = n % 5 == 4 && kind != Kind.CONNECTIONS;
                Address host = target(kind.unit, events.size(), v4);
                Shape shape = Shape.values()[n / 2 % (MULTIPLES[m] >= 2 ? 3 : 2)];
                Direction direction = out ? Direction.OUTGOING : Direction.INCOMING;
                happens(kind, Prefix.host(host), direction, MULTIPLES[m], shape, SECONDS[m]);
            }
        }
    }

    /** Each attack has a target of its own. */
    private static Address target(Unit unit, int number, boolean v4) {
        return switch (unit) {
            case PACKETS -> v4
                    ? Networks.host(Networks.DEFAULT, Networks.TARGETS + number)
                    : Networks.host6(0, Networks.TARGETS + number);
            case BITS -> v4
                    ? Networks.host(Networks.HOSTING, Networks.TARGETS + number)
                    : Networks.host6(1, Networks.TARGETS + number);
            case FLOWS -> v4 ? Networks.host(Networks.SHOP, number) : Networks.host6(4, number);
        };
    }

    private void carpets() {
        double[] multiples = {5, 20};
        for (int c = 0; c < multiples.length; c++) {
            Prefix target = Networks.carpet24(c);
            happens(Kind.CARPET, target, Direction.INCOMING, multiples[c], Shape.STEADY, 20 - 12 * c);
        }
        happens(Kind.CARPET, Networks.CARPET_20, Direction.INCOMING, 20, Shape.RAMP, 10);
    }

    /** What customers do, and are not to be disturbed at. */
    private void customers() {
        for (int i = 0; i < 6; i++) {
            benign(Kind.SPEED_TEST, customer(i), Direction.INCOMING, 0.8 + 0.4 * i, Shape.STEADY, 12);
        }
        for (int i = 0; i < 6; i++) {
            benign(Kind.DOWNLOAD, customer(10 + i), Direction.INCOMING, 0.65 + 0.1 * i, Shape.STEADY, 60);
        }
        benign(Kind.BACKUP, customer(20), Direction.OUTGOING, 1.3, Shape.STEADY, 60);
        benign(Kind.SCANNING, customer(21), Direction.OUTGOING, 0.6, Shape.STEADY, 60);
    }

    private static Address customer(int number) {
        return number % 3 == 2 ? Networks.host6(0, 4000 + number) : Networks.host(Networks.DEFAULT, 4000 + number);
    }

    private void servers() {
        for (int i = 0; i < 2; i++) {
            Address host = Networks.host(Networks.BACKUP, 10 + i);
            benign(Kind.BACKUP, host, Direction.OUTGOING, 0.6 + 0.1 * i, Shape.STEADY, 90);
        }
        benign(Kind.CROWD, Networks.host(Networks.WEB, 10), Direction.INCOMING, 0.7, Shape.RAMP, 120);
        benign(Kind.CROWD, Networks.host6(2, 10), Direction.INCOMING, 0.6, Shape.RAMP, 90);
        always(Kind.NAMES, Networks.host(Networks.INFRA, 53), 0.45);
        always(Kind.NAMES, Networks.host6(3, 53), 0.2);
        always(Kind.TIME, Networks.host(Networks.INFRA, 123), 0.3);
        for (int i = 0; i < 2; i++) {
            long start = BEGIN + SECOND + draw.below((seconds - 62) * SECOND);
            events.add(new Event(
                    events.size(),
                    Kind.SCAN,
                    Networks.ALL,
                    Direction.INCOMING,
                    0.4,
                    8000,
                    Shape.STEADY,
                    start,
                    60 * SECOND));
        }
    }

    private void always(Kind kind, Address host, double multiple) {
        usual(kind, Prefix.host(host), multiple);
    }

    /** From the beginning to the end. */
    void usual(Kind kind, Prefix target, double multiple) {
        double rate = multiple * limit(kind, target, Direction.INCOMING);
        events.add(new Event(
                events.size(), kind, target, Direction.INCOMING, multiple, rate, Shape.DAY, BEGIN, seconds * SECOND));
    }

    private void benign(Kind kind, Address host, Direction direction, double multiple, Shape shape, int length) {
        happens(kind, Prefix.host(host), direction, multiple, shape, length);
    }

    /** At some time, not so late that it would be cut off. */
    void happens(Kind kind, Prefix target, Direction direction, double multiple, Shape shape, int length) {
        long latest = Math.max(1, seconds - length - 100);
        long start = BEGIN + Math.min(10, seconds / 4) * SECOND + draw.below(latest * SECOND);
        double rate = multiple * limit(kind, target, direction);
        events.add(new Event(events.size(), kind, target, direction, multiple, rate, shape, start, length * SECOND));
    }

    /** Packets a second that are as much as a host may have. */
    private double limit(Kind kind, Prefix target, Direction direction) {
        long limit = limits.of(target.base(), Metric.of(direction, TrafficClass.TOTAL, kind.unit));
        return switch (kind.unit) {
            case PACKETS -> limit;
            case BITS -> limit / (8.0 * Emitter.length(kind, target.base().isV4()));
            case FLOWS -> limit * (double) Kind.PER_CONNECTION;
        };
    }
}
