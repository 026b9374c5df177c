// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.HashMap;
import java.util.Map;
import polder.api.traffic.Unit;
import polder.wire.Address;

/** An observer that counts what there really was. */
final class Truth implements Observer {
    /** The limits all tests use. */
    static final Scenario.Limits LIMITS =
            (host, metric) -> metric.unit() == Unit.BITS ? 150_000_000 : metric.unit() == Unit.FLOWS ? 3500 : 20_000;

    final Map<Integer, Long> packetsOfEvent = new HashMap<>();
    final Map<Address, Long> packetsTo = new HashMap<>();
    final Map<Address, Long> bytesTo = new HashMap<>();
    long packets;
    long hash;
    private final Observer next;

    Truth(Observer next) {
        this.next = next;
    }

    Truth() {
        this(new Observer() {
            @Override
            public void packets(Parcel parcel) {}

            @Override
            public void until(long nanos) {}
        });
    }

    @Override
    public void packets(Parcel parcel) {
        Address to = new Address(parcel.toHigh, parcel.toLow);
        packets += parcel.count;
        packetsTo.merge(to, (long) parcel.count, Long::sum);
        bytesTo.merge(to, (long) parcel.count * parcel.length, Long::sum);
        if (parcel.event != null) {
            packetsOfEvent.merge(parcel.event.id(), (long) parcel.count, Long::sum);
        }
        long one = parcel.fromHigh ^ parcel.fromLow * 3 ^ parcel.toHigh * 5 ^ parcel.toLow * 7 ^ parcel.nanos;
        hash = Draw.mix(hash ^ one ^ ((long) parcel.fromPort << 32) ^ parcel.toPort ^ parcel.count * 11L);
        next.packets(parcel);
    }

    @Override
    public void until(long nanos) {
        next.until(nanos);
    }
}
