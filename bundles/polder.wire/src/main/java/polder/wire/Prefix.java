// SPDX-License-Identifier: Apache-2.0
package polder.wire;

/**
 * A network: an address with its host bits zero, and a length.
 *
 * @param base the first address
 * @param length 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Prefix(Address base, int length) implements Comparable<Prefix> {
    public Prefix {
        Address masked = mask(base, length);
        if (!masked.equals(base)) {
            throw new IllegalArgumentException(
                    base + "/" + length + " has host bits set; the network is " + masked + "/" + length);
        }
    }

    /** The prefix of one host. */
    public static Prefix host(Address address) {
        return new Prefix(address, address.isV4() ? 32 : 128);
    }

    /** The prefix of some length around an address. */
    public static Prefix around(Address address, int length) {
        return new Prefix(mask(address, length), length);
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address.
     *
     * @throws IllegalArgumentException when the text is no prefix, or has host bits set
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return host(Address.parse(text));
        }
        String digits = text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("'" + text + "' is not a prefix such as 192.0.2.0/24 or 2001:db8::/32");
        }
        return new Prefix(Address.parse(text.substring(0, slash)), Integer.parseInt(digits));
    }

    /** The length in the 128 bits of {@link Address}. */
    public int bits() {
        return base.isV4() ? length + 96 : length;
    }

    public boolean isHost() {
        return bits() == 128;
    }

    /** Whether the address is of this network; an IPv6 prefix never holds an IPv4 address. */
    public boolean contains(Address address) {
        return base.isV4() == address.isV4() && covers(address);
    }

    /** The same by position alone, in the space where IPv4 lies inside of IPv6. */
    boolean covers(Address address) {
        int bits = bits();
        long highMask = bits >= 64 ? -1L : bits == 0 ? 0 : -1L << (64 - bits);
        long lowMask = bits == 128 ? -1L : bits <= 64 ? 0 : -1L << (128 - bits);
        return (address.high() & highMask) == base.high() && (address.low() & lowMask) == base.low();
    }

    private static Address mask(Address address, int length) {
        if (length < 0 || length > (address.isV4() ? 32 : 128)) {
            throw new IllegalArgumentException("/" + length + " is no prefix length of " + address);
        }
        int bits = address.isV4() ? length + 96 : length;
        long highMask = bits >= 64 ? -1L : bits == 0 ? 0 : -1L << (64 - bits);
        long lowMask = bits == 128 ? -1L : bits <= 64 ? 0 : -1L << (128 - bits);
        return new Address(address.high() & highMask, address.low() & lowMask);
    }

    /** By address, the shorter first. */
    @Override
    public int compareTo(Prefix other) {
        int order = base.compareTo(other.base);
        return order != 0 ? order : Integer.compare(length, other.length);
    }

    /** {@code 10.0.0.0/8}; a single host without its length. */
    @Override
    public String toString() {
        return isHost() ? base.toString() : base + "/" + length;
    }
}
