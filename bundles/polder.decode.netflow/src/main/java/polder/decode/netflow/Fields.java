// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The fields of a template as they were sent: number, length and enterprise of each. Two templates with equal fields are one and
 * share a {@link Plan}.
 */
final class Fields {
    private static final int ENTERPRISE_BIT = 0x8000;

    private final boolean ipfix;
    /** How many of the fields are the scope of options; negative when the template is no options template. */
    private final int scopes;

    private final byte[] sent;
    private final int[] ids;
    private final int[] enterprises;
    private final int[] widths;

    /** Bytes the specifiers take, or -1 when they reach beyond the end. */
    static int length(ByteBuffer in, int start, int end, boolean ipfix, int count) {
        int at = start;
        for (int i = 0; i < count; i++) {
            if (end - at < 4) {
                return -1;
            }
            at += ipfix && (in.getShort(at) & ENTERPRISE_BIT) != 0 ? 8 : 4;
        }
        return at > end ? -1 : at - start;
    }

    /**
     * Takes the field specifiers of a template.
     *
     * @param ipfix whether the top bit of a number says that an enterprise follows (RFC 7011, section 3.2)
     * @param count how many there are
     * @param scopes how many of them are scopes, or -1
     * @param sent the specifiers, as many bytes as {@link #length} says
     */
    Fields(boolean ipfix, int count, int scopes, byte[] sent) {
        this.ipfix = ipfix;
        this.scopes = scopes;
        this.sent = sent;
        ids = new int[count];
        enterprises = new int[count];
        widths = new int[count];
        ByteBuffer in = ByteBuffer.wrap(sent);
        for (int i = 0; i < count; i++) {
            int id = in.getShort() & 0xffff;
            widths[i] = in.getShort() & 0xffff;
            if (ipfix && (id & ENTERPRISE_BIT) != 0) {
                enterprises[i] = in.getInt();
                id &= ~ENTERPRISE_BIT;
            }
            ids[i] = id;
        }
    }

    /** Whether a template just received says the same. */
    boolean isSentAs(ByteBuffer in, int start, int length, int scopeCount) {
        if (sent.length != length || scopes != scopeCount) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (in.get(start + i) != sent[i]) {
                return false;
            }
        }
        return true;
    }

    int count() {
        return ids.length;
    }

    /** The number of a field. */
    int id(int field) {
        return ids[field];
    }

    int enterprise(int field) {
        return enterprises[field];
    }

    /** The slot it fills. The scopes of NetFlow 9 have numbers of their own (RFC 3954, section 6.1): 2 is an interface. */
    int slot(int field) {
        if (!ipfix && field < scopes) {
            return ids[field] == 2 ? Slot.INPUT : Slot.NONE;
        }
        return Slot.of(enterprises[field], ids[field]);
    }

    int width(int field) {
        return widths[field];
    }

    boolean isIpfix() {
        return ipfix;
    }

    boolean isOptions() {
        return scopes >= 0;
    }

    int scopes() {
        return scopes;
    }

    /** The specifiers as they were sent; not to be changed. */
    byte[] sent() {
        return sent;
    }

    /** Bytes of a record, the least when it varies; more than fits in an int is given as the largest one. */
    int recordLength() {
        long length = 0;
        for (int width : widths) {
            length += ipfix && width == Plan.VARIABLE ? 1 : width;
        }
        return (int) Math.min(length, Integer.MAX_VALUE);
    }

    /** Each field by name. */
    List<String> names() {
        List<String> names = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            names.add(i < scopes && !ipfix ? FieldNames.scope(ids[i]) : FieldNames.of(enterprises[i], ids[i]));
        }
        return names;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fields that
                && ipfix == that.ipfix
                && scopes == that.scopes
                && Arrays.equals(sent, that.sent);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sent) * 31 + scopes;
    }
}
