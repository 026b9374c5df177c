// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.util.Locale;
import polder.api.flow.FlowBatch;

/** A number of a flow that a rule can ask for. */
enum Field {
    PROTOCOL(255, false),
    SOURCE_PORT(65535, false),
    TARGET_PORT(65535, false),
    /** Bytes of a packet; of a flow of several the mean. */
    LENGTH(1 << 30, false),
    FRAGMENT(1, false),
    TCP_FLAGS(255, false),
    DSCP(63, true),
    INPUT(0xffff_ffffL, true),
    OUTPUT(0xffff_ffffL, true),
    VLAN(4095, true),
    SOURCE_AS(0xffff_ffffL, true),
    TARGET_AS(0xffff_ffffL, true);

    /** The largest value it can have. */
    final long most;
    /** Whether it lies beside the columns that are always there. */
    final boolean detail;

    Field(long most, boolean detail) {
        this.most = most;
        this.detail = detail;
    }

    /** As rules write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The value of a row. For a detail the batch has to have details. */
    long of(FlowBatch flows, int row) {
        return switch (this) {
            case PROTOCOL -> flows.protocol(row);
            case SOURCE_PORT -> flows.sourcePort(row);
            case TARGET_PORT -> flows.targetPort(row);
            case LENGTH -> flows.packets(row) == 0 ? 0 : flows.bytes(row) / flows.packets(row);
            case FRAGMENT -> flows.isFragment(row) ? 1 : 0;
            case TCP_FLAGS -> flows.tcpFlags(row);
            case DSCP -> flows.details().tos(row) >>> 2;
            case INPUT -> Integer.toUnsignedLong(flows.details().input(row));
            case OUTPUT -> Integer.toUnsignedLong(flows.details().output(row));
            case VLAN -> flows.details().vlan(row);
            case SOURCE_AS -> Integer.toUnsignedLong(flows.details().sourceAs(row));
            case TARGET_AS -> Integer.toUnsignedLong(flows.details().targetAs(row));
        };
    }
}
