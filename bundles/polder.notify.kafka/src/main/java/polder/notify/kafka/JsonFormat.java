// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import polder.api.flow.FlowRow;
import polder.wire.Address;

/** A flow as one object of JSON, with the names and values of goflow2; flows of one message are lines. */
final class JsonFormat implements FlowFormat {
    private static final String[] TYPES = {"FLOWUNKNOWN", "SFLOW_5", "NETFLOW_V5", "NETFLOW_V9", "IPFIX"};
    private static final String HEX = "0123456789abcdef";

    private final int sample;

    /** @param sample one flow of so many is written: each stands for that many */
    JsonFormat(int sample) {
        this.sample = sample;
    }

    @Override
    public void write(KeptFlow flow, Bytes into) {
        FlowRow row = flow.row();
        into.text(into.size() == 0 ? "{\"type\":\"" : "\n{\"type\":\"")
                .text(TYPES[flow.type()])
                .put('"');
        number(into, "time_received_ns", flow.arrived());
        number(into, "sampling_rate", (long) row.samplingRate() * sample);
        address(into, "sampler_address", flow.exporterHigh(), flow.exporterLow());
        number(into, "time_flow_start_ns", row.startNanos());
        number(into, "time_flow_end_ns", row.endNanos());
        number(into, "bytes", row.bytes());
        number(into, "packets", row.packets());
        address(into, "src_addr", row.sourceHigh(), row.sourceLow());
        address(into, "dst_addr", row.targetHigh(), row.targetLow());
        boolean v4 = Address.isV4(row.targetHigh(), row.targetLow());
        key(into, "etype").text(v4 ? "\"IPv4\"" : "\"IPv6\"");
        key(into, "proto").put('"');
        protocol(into, row.protocol());
        into.put('"');
        number(into, "src_port", row.sourcePort());
        number(into, "dst_port", row.targetPort());
        some(into, "tcp_flags", row.tcpFlags());
        some(into, "forwarding_status", row.isDropped() ? ProtobufFormat.DROPPED : 0);
        if (row.isFragment()) {
            key(into, "fragment").text("true");
        }
        details(flow, into);
        into.put('}');
    }

    private static void details(KeptFlow flow, Bytes into) {
        some(into, "in_if", flow.input());
        some(into, "out_if", flow.output());
        some(into, "src_as", flow.sourceAs());
        some(into, "dst_as", flow.targetAs());
        some(into, "ip_tos", flow.tos());
        some(into, "ip_ttl", flow.ttl());
        some(into, "icmp_type", flow.icmpType());
        some(into, "icmp_code", flow.icmpCode());
        some(into, "vlan_id", flow.vlan());
        mac(into, "src_mac", flow.sourceMac());
        mac(into, "dst_mac", flow.targetMac());
        address(into, "next_hop", flow.nextHopHigh(), flow.nextHopLow());
        if (flow.mplsLabel() != 0) {
            key(into, "mpls_label").put('[').number(flow.mplsLabel()).put(']');
        }
    }

    private static void protocol(Bytes into, int number) {
        switch (number) {
            case 1 -> into.text("ICMP");
            case 6 -> into.text("TCP");
            case 17 -> into.text("UDP");
            case 58 -> into.text("ICMPv6");
            case 132 -> into.text("SCTP");
            default -> into.number(number);
        }
    }

    private static Bytes key(Bytes into, String name) {
        return into.text(",\"").text(name).text("\":");
    }

    private static void number(Bytes into, String name, long value) {
        key(into, name).number(Math.max(0, value));
    }

    private static void some(Bytes into, String name, long value) {
        if (value != 0) {
            number(into, name, value);
        }
    }

    private static void address(Bytes into, String name, long high, long low) {
        if (high != 0 || low != 0) {
            key(into, name).put('"').address(high, low).put('"');
        }
    }

    private static void mac(Bytes into, String name, long value) {
        if (value != 0) {
            key(into, name).put('"');
            for (int shift = 44; shift >= 0; shift -= 4) {
                into.put(HEX.charAt((int) (value >>> shift) & 15));
                if (shift % 8 == 0 && shift > 0) {
                    into.put(':');
                }
            }
            into.put('"');
        }
    }
}
