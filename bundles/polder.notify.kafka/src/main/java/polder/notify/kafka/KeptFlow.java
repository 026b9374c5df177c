// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import polder.api.flow.FlowRow;

/** Reads a flow in a {@link LaneRing}: a flyweight, moved from row to row. Used by one thread. */
final class KeptFlow {
    /** Values of {@link #type}, as the messages have them. */
    static final int UNKNOWN = 0;

    static final int SFLOW_5 = 1;
    static final int NETFLOW_V5 = 2;
    static final int NETFLOW_V9 = 3;
    static final int IPFIX = 4;

    private final boolean detailed;
    private final FlowRow row = new FlowRow();
    private long[] more = {};
    private int at;

    /** @param detailed whether the rows have details; else those are zero */
    KeptFlow(boolean detailed) {
        this.detailed = detailed;
    }

    KeptFlow at(long[] rows, int index, long[] others, int other) {
        row.at(rows, index);
        more = others;
        at = other;
        return this;
    }

    FlowRow row() {
        return row;
    }

    long arrived() {
        return more[at + LaneRing.ARRIVED];
    }

    /** Zero when nobody exported it: a frame of a mirror. */
    long exporterHigh() {
        return more[at + LaneRing.EXPORTER_HIGH];
    }

    long exporterLow() {
        return more[at + LaneRing.EXPORTER_LOW];
    }

    int type() {
        return (int) more[at + LaneRing.TYPE];
    }

    private long detail(int which) {
        return detailed ? more[at + which] : 0;
    }

    long input() {
        return detail(LaneRing.INTERFACES) >>> 32;
    }

    long output() {
        return detail(LaneRing.INTERFACES) & 0xffff_ffffL;
    }

    long sourceAs() {
        return detail(LaneRing.SYSTEMS) >>> 32;
    }

    long targetAs() {
        return detail(LaneRing.SYSTEMS) & 0xffff_ffffL;
    }

    long mplsLabel() {
        return detail(LaneRing.HEADERS) >>> 32;
    }

    long vlan() {
        return detail(LaneRing.HEADERS) >>> 16 & 0xffff;
    }

    long tos() {
        return detail(LaneRing.HEADERS) >>> 8 & 0xff;
    }

    long ttl() {
        return detail(LaneRing.HEADERS) & 0xff;
    }

    long nextHopHigh() {
        return detail(LaneRing.NEXT_HOP_HIGH);
    }

    long nextHopLow() {
        return detail(LaneRing.NEXT_HOP_LOW);
    }

    long sourceMac() {
        return detail(LaneRing.SOURCE_MAC);
    }

    long targetMac() {
        return detail(LaneRing.TARGET_MAC_AND_ICMP) & 0xffff_ffff_ffffL;
    }

    long icmpType() {
        return detail(LaneRing.TARGET_MAC_AND_ICMP) >>> 56;
    }

    long icmpCode() {
        return detail(LaneRing.TARGET_MAC_AND_ICMP) >>> 48 & 0xff;
    }
}
