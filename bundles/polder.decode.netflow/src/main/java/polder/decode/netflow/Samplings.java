// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import polder.api.flow.Exporter.Sampling;

/**
 * The sampling rates an exporter has told in options, by what they apply to. Used under the lock of its {@link Domain}; a look-up
 * allocates nothing.
 */
final class Samplings {
    /** What a rate applies to. */
    static final int ALL = 0;

    static final int INTERFACE = 1;
    static final int SAMPLER = 2;

    /** An interface each, and some samplers; a chassis has no more. */
    static final int MOST = 4096;

    /** Nothing was told. */
    static final int UNKNOWN = 0;

    private static final long ID = 0x3fff_ffff_ffff_ffffL;
    private static final String[] SCOPES = {"all", "interface ", "sampler "};

    private long[] keys = new long[4];
    private int[] rates = new int[4];
    private short[] fields = new short[4];
    private int size;
    private int samplers;
    private int interfaces;
    private int all;
    private int allField;
    private int lastField;

    /** The only rate of all interfaces, or of all samplers; zero when there are several or none. */
    private int sameOfInterfaces;

    private int sameOfSamplers;

    /**
     * Takes what options tell.
     *
     * @param kind one of {@link #ALL}, {@link #INTERFACE}, {@link #SAMPLER}
     * @param id the interface or sampler
     * @param rate one packet of so many
     * @param field the number of the field that told it
     * @return false when there is no more room
     */
    boolean told(int kind, long id, int rate, int field) {
        lastField = field;
        if (kind == ALL) {
            all = rate;
            allField = field;
            return true;
        }
        int at = find(key(kind, id));
        if (at < 0) {
            if (size >= MOST) {
                return false;
            }
            at = insert(key(kind, id));
            samplers += kind == SAMPLER ? 1 : 0;
            interfaces += kind == INTERFACE ? 1 : 0;
        }
        if (rates[at] != rate) {
            rates[at] = rate;
            sameOfInterfaces = same(INTERFACE);
            sameOfSamplers = same(SAMPLER);
        }
        fields[at] = (short) field;
        return true;
    }

    private static long key(int kind, long id) {
        return ((long) kind << 62) | (id & ID);
    }

    /** The place of a key in the sorted keys, or where it would be, inverted. */
    private int find(long key) {
        return Arrays.binarySearch(keys, 0, size, key);
    }

    private int insert(long key) {
        int at = ~find(key);
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            rates = Arrays.copyOf(rates, size * 2);
            fields = Arrays.copyOf(fields, size * 2);
        }
        System.arraycopy(keys, at, keys, at + 1, size - at);
        System.arraycopy(rates, at, rates, at + 1, size - at);
        System.arraycopy(fields, at, fields, at + 1, size - at);
        size++;
        keys[at] = key;
        rates[at] = 0;
        return at;
    }

    private int same(int kind) {
        int same = 0;
        for (int i = 0; i < size; i++) {
            if (keys[i] >>> 62 == kind) {
                if (same != 0 && rates[i] != same) {
                    return 0;
                }
                same = rates[i];
            }
        }
        return same;
    }

    /** Whether records have to be asked which interface or sampler they are of. */
    boolean isDivided() {
        return size > 0;
    }

    /**
     * The rate of a record that names a sampler; {@link #UNKNOWN} when that was never told of.
     *
     * <p>A record without sampler is of the one there is, when all samplers have one rate.
     */
    int ofSampler(long id) {
        int at = samplers == 0 ? -1 : find(key(SAMPLER, id));
        return at >= 0 ? rates[at] : UNKNOWN;
    }

    /** The rate of a record that came in by an interface and names no sampler that is known. */
    int ofInterface(long id) {
        int at = interfaces == 0 ? -1 : find(key(INTERFACE, id));
        return at >= 0 ? rates[at] : UNKNOWN;
    }

    /** The rate where nothing more special was told; {@link #UNKNOWN} when nothing was. */
    int ofRest() {
        return all != UNKNOWN ? all : sameOfInterfaces;
    }

    /** The one rate of all samplers, for records that name none; {@link #UNKNOWN} when there are several. */
    int ofAnySampler() {
        return sameOfSamplers;
    }

    int samplers() {
        return samplers;
    }

    void clear() {
        size = 0;
        samplers = 0;
        interfaces = 0;
        all = UNKNOWN;
        sameOfInterfaces = 0;
        sameOfSamplers = 0;
        if (keys.length > 64) {
            keys = new long[4];
            rates = new int[4];
            fields = new short[4];
        }
    }

    /** The field by which a rate was told last. */
    int lastField() {
        return lastField;
    }

    List<Sampling> list() {
        List<Sampling> list = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            String scope = kind(i) == ALL ? SCOPES[ALL] : SCOPES[kind(i)] + id(i);
            list.add(new Sampling(scope, rate(i), "options " + field(i)));
        }
        return list;
    }

    /** How many rates were told. */
    int count() {
        return size + (all == UNKNOWN ? 0 : 1);
    }

    int kind(int index) {
        return index == size ? ALL : (int) (keys[index] >>> 62);
    }

    long id(int index) {
        return index == size ? 0 : keys[index] & ID;
    }

    int rate(int index) {
        return index == size ? all : rates[index];
    }

    int field(int index) {
        return index == size ? allField : fields[index] & 0xffff;
    }
}
