// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address as two longs. IPv4 is held as an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2), so both families
 * are counted, matched and compared by one code path. The hot path carries the two longs; this record is for everything else.
 *
 * @param high the first 64 bits, zero for IPv4
 * @param low the last 64 bits, {@code 0x0000ffff} and the address for IPv4
 */
public record Address(long high, long low) implements Comparable<Address> {
    /** The low half of an IPv4 address is this, or'ed with the address. */
    public static final long V4 = 0x0000_ffff_0000_0000L;

    /** The low half of an IPv4 address given as its 32 bits; the high half is zero. */
    public static long low4(int bits) {
        return V4 | Integer.toUnsignedLong(bits);
    }

    /** Whether two halves are an IPv4 address. */
    public static boolean isV4(long high, long low) {
        return high == 0 && low >>> 32 == 0xffff;
    }

    public static Address v4(int bits) {
        return new Address(0, low4(bits));
    }

    public static Address of(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return bytes.length == 4 ? v4(in.getInt()) : new Address(in.getLong(), in.getLong());
    }

    /**
     * Reads an address literal; names are never looked up.
     *
     * @throws IllegalArgumentException when the text is no address
     */
    public static Address parse(String text) {
        Address parsed = AddressText.parse(text);
        if (parsed == null) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 or IPv6 address");
        }
        return parsed;
    }

    /** Reads an address literal, or gives null. */
    public static @Nullable Address parseOrNull(String text) {
        return AddressText.parse(text);
    }

    public boolean isV4() {
        return isV4(high, low);
    }

    public InetAddress toInet() {
        try {
            return InetAddress.getByAddress(
                    isV4()
                            ? ByteBuffer.allocate(4).putInt((int) low).array()
                            : ByteBuffer.allocate(16).putLong(high).putLong(low).array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Unsigned order: IPv4 in order of its bits, within the IPv6 space where it is mapped. */
    @Override
    public int compareTo(Address other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    /** Dotted quad, or IPv6 as RFC 5952 writes it. */
    @Override
    public String toString() {
        return AddressText.format(high, low);
    }
}
