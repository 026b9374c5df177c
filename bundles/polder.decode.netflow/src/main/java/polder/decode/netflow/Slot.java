// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

/**
 * What is read of a record: each slot of a {@link Plan} says where in a record it lies. The fields that fill a slot are given with
 * the number they have in NetFlow 9 (RFC 3954, section 8) and in IPFIX (IANA, "IP Flow Information Export (IPFIX) Entities").
 */
final class Slot {
    static final int SOURCE4 = 0;
    static final int TARGET4 = 1;
    static final int SOURCE6 = 2;
    static final int TARGET6 = 3;
    static final int SOURCE_PORT = 4;
    static final int TARGET_PORT = 5;
    static final int PROTOCOL = 6;
    static final int TCP_FLAGS = 7;
    static final int PACKETS = 8;
    static final int BYTES = 9;
    static final int START = 10;
    static final int END = 11;
    static final int DURATION = 12;
    static final int INPUT = 13;
    static final int OUTPUT = 14;
    static final int DIRECTION = 15;
    static final int SAMPLER = 16;

    /** The other direction of a flow told in one record: RFC 5103, or the responder of Cisco's NSEL. */
    static final int REVERSE_PACKETS = 17;

    static final int REVERSE_BYTES = 18;
    static final int REVERSE_FLAGS = 19;

    static final int STATUS = 20;
    static final int FRAGMENT_OFFSET = 21;
    static final int FRAGMENT_FLAGS = 22;
    static final int EVENT = 23;

    /** Ports named after their protocol (IPFIX 180 to 183), which some exporters send instead of 7 and 11. */
    static final int UDP_SOURCE = 24;

    static final int UDP_TARGET = 25;
    static final int TCP_SOURCE = 26;
    static final int TCP_TARGET = 27;

    /** A piece of the packet itself, how long the packet was, and how many packets the record stands for. */
    static final int SECTION = 28;

    static final int SECTION_SIZE = 29;

    /** Sampling, in data as in options. */
    static final int INTERVAL = 30;

    static final int PSAMP_INTERVAL = 31;
    static final int PSAMP_SPACE = 32;
    static final int PSAMP_SIZE = 33;
    static final int PSAMP_POPULATION = 34;
    static final int PROBABILITY = 35;
    static final int OBSERVED = 36;
    static final int SELECTED = 37;

    /** What options tell of the exporter. */
    static final int BOOT = 38;

    static final int ACTIVE_TIMEOUT = 39;

    /** Details, read only when somebody wants them. */
    static final int TOS = 40;

    static final int TTL = 41;
    static final int ICMP = 42;
    static final int ICMP_TYPE = 43;
    static final int ICMP_CODE = 44;
    static final int NEXT_HOP4 = 45;
    static final int NEXT_HOP6 = 46;
    static final int SOURCE_AS = 47;
    static final int TARGET_AS = 48;
    static final int VLAN = 49;
    static final int MPLS = 50;
    static final int SOURCE_MAC = 51;
    static final int TARGET_MAC = 52;
    static final int END_REASON = 53;

    static final int COUNT = 54;

    /** No slot: the field is passed over. */
    static final int NONE = -1;

    private static final int REVERSE = 29305;

    private Slot() {}

    /** The slot of a field. */
    static int of(int enterprise, int field) {
        return switch (enterprise) {
            case 0 -> ofStandard(field);
            case REVERSE -> ofReverse(field);
            default -> NONE;
        };
    }

    private static int ofStandard(int field) {
        int slot = ofCounting(field);
        return slot != NONE ? slot : field >= 300 || field == 34 || field == 50 ? ofSampling(field) : ofDetail(field);
    }

    private static int ofCounting(int field) {
        return switch (field) {
            case 8 -> SOURCE4;
            case 12 -> TARGET4;
            case 27 -> SOURCE6;
            case 28 -> TARGET6;
            case 7 -> SOURCE_PORT;
            case 11 -> TARGET_PORT;
            case 4 -> PROTOCOL;
            case 6 -> TCP_FLAGS;
            case 2, 24, 86, 298 -> PACKETS;
            case 1, 23, 85, 231, 352, 353 -> BYTES;
            case 299 -> REVERSE_PACKETS;
            case 232 -> REVERSE_BYTES;
            case 21, 22, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 322, 323, 324, 325 -> TimeFields.slot(field);
            case 161, 162 -> DURATION;
            case 10, 252 -> INPUT;
            case 14, 253 -> OUTPUT;
            case 61 -> DIRECTION;
            case 48, 302 -> SAMPLER;
            case 89 -> STATUS;
            case 88 -> FRAGMENT_OFFSET;
            case 197 -> FRAGMENT_FLAGS;
            case 230, 233 -> EVENT;
            case 180 -> UDP_SOURCE;
            case 181 -> UDP_TARGET;
            case 182 -> TCP_SOURCE;
            case 183 -> TCP_TARGET;
            case 104, 313, 315 -> SECTION;
            case 103, 312 -> SECTION_SIZE;
            default -> NONE;
        };
    }

    private static int ofSampling(int field) {
        return switch (field) {
            case 34, 50 -> INTERVAL;
            case 305 -> PSAMP_INTERVAL;
            case 306 -> PSAMP_SPACE;
            case 309 -> PSAMP_SIZE;
            case 310 -> PSAMP_POPULATION;
            case 311 -> PROBABILITY;
            case 318 -> OBSERVED;
            case 319 -> SELECTED;
            default -> NONE;
        };
    }

    private static int ofDetail(int field) {
        return switch (field) {
            case 160 -> BOOT;
            case 36 -> ACTIVE_TIMEOUT;
            case 5 -> TOS;
            case 52, 192 -> TTL;
            case 32, 139 -> ICMP;
            case 176, 178 -> ICMP_TYPE;
            case 177, 179 -> ICMP_CODE;
            case 15, 18 -> NEXT_HOP4;
            case 62, 63 -> NEXT_HOP6;
            case 16 -> SOURCE_AS;
            case 17 -> TARGET_AS;
            case 58, 243 -> VLAN;
            case 70 -> MPLS;
            case 56 -> SOURCE_MAC;
            case 80 -> TARGET_MAC;
            case 136 -> END_REASON;
            default -> NONE;
        };
    }

    /** RFC 5103, section 6.1: the reverse of a field has its number under the enterprise 29305. */
    private static int ofReverse(int field) {
        return switch (field) {
            case 2, 86 -> REVERSE_PACKETS;
            case 1, 85 -> REVERSE_BYTES;
            case 6 -> REVERSE_FLAGS;
            default -> NONE;
        };
    }

    /**
     * How much a field is to be preferred to another one of the same slot. Of two alike the last wins: exporters that see tunnels
     * tell the outer header first and the inner one after it.
     */
    static int preference(int field) {
        return switch (field) {
                // what the flow added since it was last told of, before its running totals, before what left the router
            case 1, 2 -> 9;
            case 85, 86 -> 8;
            case 231, 232, 298, 299 -> 7;
            case 23, 24 -> 6;
            case 352, 353 -> 5;
                // the interface itself, before the port of a bundle it is on
            case 10, 14 -> 9;
                // the router's next hop, before BGP's; the sampler a record names, before the selector
            case 15, 62, 48 -> 9;
                // the outer tag
            case 243 -> 9;
                // a piece with its link header says more
            case 315, 104 -> 9;
            case 312 -> 9;
            default -> TimeFields.preference(field);
        };
    }

    /** Whether a width is one the slot can be read with. Others are passed over, so a field of a strange length harms nothing. */
    static boolean fits(int slot, int width) {
        return switch (slot) {
            case SOURCE4, TARGET4, NEXT_HOP4 -> width == 4;
            case SOURCE6, TARGET6, NEXT_HOP6 -> width == 16;
            case SOURCE_MAC, TARGET_MAC -> width == 6;
            case MPLS -> width == 3;
            case PROBABILITY -> width == 8 || width == 4;
            case SECTION -> true;
            default -> width > 0 && width <= 8;
        };
    }
}
