// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.Arrays;
import java.util.stream.IntStream;
import polder.wire.Address;

/** What is always there: hosts by Zipf's law, a day pressed into the length of the scenario, packets in trains. */
final class Background {
    private static final int HOSTS = 2500;
    private static final double EXPONENT = 1.1;
    private static final double TRAIN = 6;
    private static final int FLOWS_OF_A_HOST = 16;
    private static final long FLOW_LASTS = 10_000_000_000L;

    private final double packetsPerSecond;
    private final long start;
    private final long length;
    private final double[] cumulative;
    private final Address[] hosts;
    private final Draw draw;
    private final Parcel parcel = new Parcel();

    /** @param packetsPerSecond at the busiest time of the day */
    Background(double packetsPerSecond, long start, long length, long seed) {
        this.packetsPerSecond = packetsPerSecond;
        this.start = start;
        this.length = length;
        draw = new Draw(Draw.mix(seed));
        cumulative = IntStream.rangeClosed(1, HOSTS)
                .mapToDouble(rank -> Math.pow(rank, -EXPONENT))
                .toArray();
        Arrays.parallelPrefix(cumulative, Double::sum);
        hosts = IntStream.range(0, HOSTS).mapToObj(Background::host).toArray(Address[]::new);
    }

    private static Address host(int rank) {
        int offset = rank * 37 % 8192;
        return switch (rank % 5) {
            case 4 -> Networks.host6(rank % 2, offset);
            case 1, 3 -> Networks.host(Networks.HOSTING, offset);
            default -> Networks.host(Networks.DEFAULT, offset);
        };
    }

    void emit(long from, long to, Observer observer) {
        double day = 0.7 - 0.3 * Math.cos(2 * Math.PI * (from - start) / length);
        double trains = packetsPerSecond * day * (to - from) / 1e9 / TRAIN;
        for (int left = draw.poisson(trains); left > 0; left--) {
            train(from, to);
            observer.packets(parcel);
        }
    }

    private void train(long from, long to) {
        double at = draw.one() * cumulative[HOSTS - 1];
        int found = Arrays.binarySearch(cumulative, at);
        int rank = found < 0 ? Math.min(HOSTS - 1, -found - 1) : found;
        Address host = hosts[rank];
        long flow = Draw.mix(rank * 1_000_003L + draw.below(FLOWS_OF_A_HOST) + from / FLOW_LASTS * 7919);
        boolean in = draw.below(10) < 6;
        int roll = (int) (flow >>> 40) % 100;
        parcel.protocol = Math.abs(roll) < 80 ? 6 : Math.abs(roll) < 98 ? 17 : host.isV4() ? 1 : 58;
        parcel.tcpFlags = parcel.protocol == 6 ? 0x18 : 0;
        boolean ports = parcel.protocol == 6 || parcel.protocol == 17;
        boolean large = in == ((flow & 4) != 0);
        parcel.length = large ? 1400 : 80;
        parcel.count = 1 + draw.below((int) (2 * TRAIN) - 1);
        parcel.gap = 20_000;
        parcel.nanos = from + draw.below(to - from - parcel.count * parcel.gap);
        long peerHigh = host.isV4() ? 0 : 0x2a00_0000_0000_0000L | (flow >>> 12);
        long peerLow =
                host.isV4() ? Address.low4(Emitter.FIRST_PEER + (int) ((flow >>> 8) % Emitter.PEERS)) : Draw.mix(flow);
        parcel.fromHigh = in ? peerHigh : host.high();
        parcel.fromLow = in ? peerLow : host.low();
        parcel.toHigh = in ? host.high() : peerHigh;
        parcel.toLow = in ? host.low() : peerLow;
        int own = ports ? 1024 + (int) ((flow >>> 20) & 0x7fff) : 0;
        int theirs = ports ? 443 : 0;
        parcel.fromPort = in ? theirs : own;
        parcel.toPort = in ? own : theirs;
    }
}
