// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowSpec;
import polder.lib.bgp.Attributes;
import polder.lib.bgp.Community;

/**
 * Path attributes on the wire (RFC 4271 section 4.3): flags, type, length, value.
 *
 * <pre>
 *   0                   1
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Attr. Flags  |Attr. Type Code|
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class PathAttributes {
    private static final int ORIGIN = 1;
    private static final int AS_PATH = 2;
    private static final int NEXT_HOP = 3;
    private static final int MED = 4;
    private static final int LOCAL_PREFERENCE = 5;
    private static final int COMMUNITIES = 8;
    private static final int MP_REACH = 14;
    private static final int EXTENDED_COMMUNITIES = 16;
    private static final int LARGE_COMMUNITIES = 32;

    private static final int OPTIONAL = 0x80;
    private static final int TRANSITIVE = 0x40;
    private static final int EXTENDED_LENGTH = 0x10;

    private final List<byte[]> all = new ArrayList<>();

    private PathAttributes() {}

    static List<byte[]> of(Announcement what, Attributes with, Nlri nlri) {
        PathAttributes attributes = new PathAttributes();
        attributes.add(TRANSITIVE, ORIGIN, new byte[1]);
        attributes.asPath(with.asPath());
        attributes.nextHop(with, nlri);
        attributes.number(OPTIONAL, MED, with.med());
        attributes.number(TRANSITIVE, LOCAL_PREFERENCE, with.localPreference());
        attributes.communities(with);
        attributes.extended(what, with);
        return attributes.all;
    }

    /** The fewest gobgpd asks for to take a path away. */
    static List<byte[]> least(Nlri nlri) {
        PathAttributes attributes = new PathAttributes();
        attributes.add(TRANSITIVE, ORIGIN, new byte[1]);
        attributes.nextHop(new Attributes(null, List.of(), null, null, List.of()), nlri);
        return attributes.all;
    }

    private void add(int flags, int type, byte[] value) {
        ByteBuffer bytes = ByteBuffer.allocate(value.length + 4);
        if (value.length > 0xff) {
            bytes.put((byte) (flags | EXTENDED_LENGTH)).put((byte) type).putShort((short) value.length);
        } else {
            bytes.put((byte) flags).put((byte) type).put((byte) value.length);
        }
        bytes.put(value);
        all.add(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private void asPath(List<Long> numbers) {
        ByteBuffer path = ByteBuffer.allocate(numbers.isEmpty() ? 0 : 2 + 4 * numbers.size());
        if (!numbers.isEmpty()) {
            path.put((byte) 2).put((byte) numbers.size());
            numbers.forEach(number -> path.putInt(number.intValue()));
        }
        add(TRANSITIVE, AS_PATH, path.array());
    }

    /** MP_REACH_NLRI (RFC 4760 section 3) for all but IPv4 unicast; for FlowSpec gobgpd wants a next hop it does not send. */
    private void nextHop(Attributes with, Nlri nlri) {
        Family family = nlri.family();
        byte[] hop = with.nextHop() == null
                ? new byte[family.afi == 1 ? 4 : 16]
                : with.nextHop().toInet().getAddress();
        if (family == Family.IPV4) {
            add(TRANSITIVE, NEXT_HOP, hop);
            return;
        }
        byte[] route = nlri.bytes();
        add(
                OPTIONAL,
                MP_REACH,
                ByteBuffer.allocate(5 + hop.length + route.length)
                        .putShort((short) family.afi)
                        .put((byte) family.safi)
                        .put((byte) hop.length)
                        .put(hop)
                        .put((byte) 0)
                        .put(route)
                        .array());
    }

    private void number(int flags, int type, @Nullable Long value) {
        if (value != null) {
            add(flags, type, ByteBuffer.allocate(4).putInt(value.intValue()).array());
        }
    }

    private void communities(Attributes with) {
        List<Community.Standard> standard = with.communities(Community.Standard.class);
        ByteBuffer value = ByteBuffer.allocate(4 * standard.size());
        standard.forEach(one -> value.putShort((short) one.high()).putShort((short) one.low()));
        if (!standard.isEmpty()) {
            add(OPTIONAL | TRANSITIVE, COMMUNITIES, value.array());
        }
        List<Community.Large> large = with.communities(Community.Large.class);
        ByteBuffer wide = ByteBuffer.allocate(12 * large.size());
        large.forEach(
                one -> wide.putInt((int) one.global()).putInt((int) one.first()).putInt((int) one.second()));
        if (!large.isEmpty()) {
            add(OPTIONAL | TRANSITIVE, LARGE_COMMUNITIES, wide.array());
        }
    }

    /** RFC 4360; the actions of a FlowSpec rule are some of them (RFC 8955 section 7). */
    private void extended(Announcement what, Attributes with) {
        List<Community.Extended> chosen = with.communities(Community.Extended.class);
        ByteBuffer value = ByteBuffer.allocate(8 * (chosen.size() + 1));
        chosen.forEach(one -> pair(value, 0x00, one.origin() ? 3 : 2, one.administrator(), one.number()));
        if (what instanceof FlowSpec flow) {
            action(value, flow.action());
        }
        if (value.position() > 0) {
            add(OPTIONAL | TRANSITIVE, EXTENDED_COMMUNITIES, Arrays.copyOf(value.array(), value.position()));
        }
    }

    private static void action(ByteBuffer value, FlowAction action) {
        if (action instanceof FlowAction.Discard) {
            value.putShort((short) 0x8006).putShort((short) 0).putFloat(0);
        } else if (action instanceof FlowAction.RateLimit limit) {
            value.putShort((short) 0x8006).putShort((short) 0).putFloat((float) limit.bytesPerSecond());
        } else if (action instanceof FlowAction.Redirect redirect) {
            pair(value, 0x80, 8, redirect.administrator(), redirect.number());
        } else if (action instanceof FlowAction.Mark mark) {
            value.putShort((short) 0x8009).putInt(0).putShort((short) mark.dscp());
        }
        // to accept is to ask for nothing
    }

    /** An AS number of two bytes and a number of four, or, as type 2, the other way round (RFC 5668). */
    private static void pair(ByteBuffer value, int type, int subtype, long administrator, long number) {
        if (administrator > 0xffff) {
            value.put((byte) (type | 2))
                    .put((byte) subtype)
                    .putInt((int) administrator)
                    .putShort((short) number);
        } else {
            value.put((byte) type)
                    .put((byte) subtype)
                    .putShort((short) administrator)
                    .putInt((int) number);
        }
    }

    /** The same for attributes that say the same: whatever their order and flags, and the order of communities. */
    static String fingerprint(Family family, List<byte[]> attributes) {
        Map<Integer, String> values = new TreeMap<>();
        for (byte[] attribute : attributes) {
            if (attribute.length < 3) {
                continue;
            }
            int start = (attribute[0] & EXTENDED_LENGTH) == 0 ? 3 : 4;
            byte[] value = Arrays.copyOfRange(attribute, Math.min(start, attribute.length), attribute.length);
            int type = attribute[1] & 0xff;
            switch (type) {
                case MP_REACH -> values.put(type, family.isFlowSpec() ? "" : nextHop(value));
                case COMMUNITIES -> values.put(type, sorted(value, 4));
                case EXTENDED_COMMUNITIES -> values.put(type, sorted(value, 8));
                case LARGE_COMMUNITIES -> values.put(type, sorted(value, 12));
                default -> values.put(type, HexFormat.of().formatHex(value));
            }
        }
        return values.toString();
    }

    private static String nextHop(byte[] value) {
        int end = value.length > 4 ? 4 + value[3] : value.length;
        return HexFormat.of().formatHex(value, 0, Math.min(end, value.length));
    }

    private static String sorted(byte[] value, int size) {
        List<String> items = new ArrayList<>();
        for (int at = 0; at + size <= value.length; at += size) {
            items.add(HexFormat.of().formatHex(value, at, at + size));
        }
        items.sort(null);
        return items.toString();
    }
}
