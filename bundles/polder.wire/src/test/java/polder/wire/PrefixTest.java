// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.Test;

public class PrefixTest {
    @Test
    public void aPrefixIsWrittenAsItIsRead() {
        for (String text : new String[] {
            "0.0.0.0/0", "10.0.0.0/8", "192.0.2.128/25", "192.0.2.1", "::/0", "2001:db8::/32", "2001:db8::/64", "::1"
        }) {
            assertThat(Prefix.parse(text)).hasToString(text);
        }
        assertThat(Prefix.parse("192.0.2.1/32")).hasToString("192.0.2.1").isEqualTo(Prefix.parse("192.0.2.1"));
    }

    @Test
    public void hostBitsAreRefusedWithTheNetworkThatWasMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prefix.parse("192.0.2.1/24"))
                .withMessage("192.0.2.1/24 has host bits set; the network is 192.0.2.0/24");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prefix.parse("2001:db8::1/64"))
                .withMessage("2001:db8::1/64 has host bits set; the network is 2001:db8::/64");
        assertThatIllegalArgumentException().isThrownBy(() -> Prefix.parse("10.0.0.0/0"));
    }

    @Test
    public void whatIsNoPrefixIsRefused() {
        for (String text : new String[] {
            "",
            "/",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/ 8",
            "10.0.0.0/8/8",
            "10/8",
            "::/129",
            "::/1000",
            "::ffff:10.0.0.0/104",
            "a/8",
            "10.0.0.0/٨"
        }) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> Prefix.parse(text));
        }
    }

    @Test
    public void aPrefixHoldsItsFirstAndLastAddressAndNotTheirNeighbours() {
        holds("10.0.0.0/8", "10.0.0.0", "10.255.255.255");
        holdsNot("10.0.0.0/8", "9.255.255.255", "11.0.0.0");
        holds("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
        holdsNot("2001:db8::/32", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::");
        holds("2001:db8::/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff");
        holdsNot("2001:db8::/64", "2001:db8:0:1::");
        holds("2001:db8::8/125", "2001:db8::8", "2001:db8::f");
        holdsNot("2001:db8::8/125", "2001:db8::7", "2001:db8::10");
        holds("192.0.2.1", "192.0.2.1");
        holdsNot("192.0.2.1", "192.0.2.0", "192.0.2.2");
    }

    @Test
    public void allOfOneFamilyHoldsNothingOfTheOther() {
        holds("::/0", "::", "2001:db8::1");
        holdsNot("::/0", "0.0.0.0", "192.0.2.1", "255.255.255.255");
        holds("0.0.0.0/0", "0.0.0.0", "255.255.255.255");
        holdsNot("0.0.0.0/0", "::", "::1", "2001:db8::1");
    }

    @Test
    public void aroundClearsHostBits() {
        assertThat(Prefix.around(Address.parse("192.0.2.77"), 24)).hasToString("192.0.2.0/24");
        assertThat(Prefix.around(Address.parse("192.0.2.77"), 0)).hasToString("0.0.0.0/0");
        assertThat(Prefix.around(Address.parse("2001:db8::77"), 64)).hasToString("2001:db8::/64");
        assertThat(Prefix.around(Address.parse("2001:db8::77"), 128)).hasToString("2001:db8::77");
        assertThat(Prefix.around(Address.parse("2001:db8::77"), 0)).hasToString("::/0");
        assertThatIllegalArgumentException().isThrownBy(() -> Prefix.around(Address.parse("192.0.2.77"), 33));
        assertThatIllegalArgumentException().isThrownBy(() -> Prefix.around(Address.parse("192.0.2.77"), -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Prefix.around(Address.parse("::1"), 129));
    }

    private static void holds(String prefix, String... addresses) {
        for (String address : addresses) {
            assertThat(Prefix.parse(prefix).contains(Address.parse(address)))
                    .as("%s in %s", address, prefix)
                    .isTrue();
        }
    }

    private static void holdsNot(String prefix, String... addresses) {
        for (String address : addresses) {
            assertThat(Prefix.parse(prefix).contains(Address.parse(address)))
                    .as("%s in %s", address, prefix)
                    .isFalse();
        }
    }
}
