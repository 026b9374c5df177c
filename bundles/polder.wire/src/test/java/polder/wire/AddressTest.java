// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.Random;
import org.junit.Test;

public class AddressTest {
    /** What is read, and how RFC 5952 writes it. */
    private static final String[][] VECTORS = {
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:db8::1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:0db8::1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:db8:0:0:1::1", "2001:db8::1:0:0:1"},
        {"2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"},
        {"2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"},
        {"2001:db8:aaaa:bbbb:cccc:dddd::1", "2001:db8:aaaa:bbbb:cccc:dddd:0:1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"0:0:0:0:0:0:0:0", "::"},
        {"0:0:0:0:0:0:0:1", "::1"},
        {"1:0:0:0:0:0:0:0", "1::"},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
        {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
        {"ff02::1:ff00:1", "ff02::1:ff00:1"},
        {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
        {"::192.0.2.33", "::c000:221"},
        {"::ffff:192.0.2.33", "192.0.2.33"},
        {"::ffff:c000:221", "192.0.2.33"},
        {"0000:0000:0000:0000:0000:ffff:255.255.255.255", "255.255.255.255"},
        {"192.0.2.1", "192.0.2.1"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
    };

    private static final String[] BAD = {
        "",
        " ",
        "1",
        "1.2.3",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.04",
        "1.2.3.-4",
        "1.2.3.0x4",
        " 1.2.3.4",
        "1.2.3.4 ",
        "1.2.3.4/32",
        "١.2.3.4",
        ":",
        ":::",
        "::1::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        ":1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8:",
        ":1::",
        "1:2:3:4:5:6:7:",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "[::1]",
        "::1.2.3",
        "::1.2.3.4.5",
        "::1.2.3.256",
        "1.2.3.4::",
        "::1.2.3.4:1",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1:2:3:4:5:6:1.2.3.4",
        "localhost",
        "example.com",
        "2001:db8::1 ",
    };

    @Test
    public void textIsReadAndWrittenAsRfc5952Says() {
        for (String[] vector : VECTORS) {
            Address address = Address.parse(vector[0]);
            assertThat(address.toString()).as(vector[0]).isEqualTo(vector[1]);
            assertThat(Address.parse(vector[1])).isEqualTo(address);
        }
    }

    @Test
    public void whatIsNoAddressIsRefused() {
        for (String text : BAD) {
            assertThat(Address.parseOrNull(text)).as(text).isNull();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Address.parse(text))
                    .withMessage("'" + text + "' is not an IPv4 or IPv6 address");
        }
    }

    @Test
    public void randomAddressesAreReadAsTheyAreWritten() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            Address address =
                    random.nextBoolean() ? Address.v4(random.nextInt()) : new Address(sparse(random), sparse(random));
            assertThat(Address.parse(address.toString())).isEqualTo(address);
            assertThat(InetAddress.getByName(address.toString())).isEqualTo(address.toInet());
            assertThat(Address.of(address.toInet())).isEqualTo(address);
        }
    }

    /** With many zero groups, which is where the shortening has its cases. */
    private static long sparse(Random random) {
        long bits = random.nextLong();
        for (int group = 0; group < 4; group++) {
            if (random.nextInt(3) > 0) {
                bits &= ~(0xffffL << (16 * group));
            }
        }
        return bits;
    }

    @Test
    public void orderIsUnsigned() {
        assertThat(Address.parse("9.255.255.255")).isLessThan(Address.parse("128.0.0.1"));
        assertThat(Address.parse("128.0.0.1")).isLessThan(Address.parse("::1:0:0:0"));
        assertThat(Address.parse("2001:db8::1")).isLessThan(Address.parse("fe80::1"));
        assertThat(Address.parse("2001:db8::1")).isLessThan(Address.parse("2001:db8:0:0:ffff::"));
    }

    @Test
    public void onlyMappedAddressesAreIpv4() {
        assertThat(Address.parse("192.0.2.1").isV4()).isTrue();
        assertThat(Address.parse("::ffff:0:0").isV4()).isTrue();
        assertThat(Address.parse("::fffe:ffff:ffff").isV4()).isFalse();
        assertThat(Address.parse("::1:0:0:0").isV4()).isFalse();
        assertThat(Address.parse("1::ffff:0:0").isV4()).isFalse();
    }
}
