// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.wire.Address;

public class DatabasesTest {
    private static final Address LOW = Address.parse("10.0.0.1");
    private static final Address HIGH = Address.parse("203.0.113.1");
    private static final Address SIX = Address.parse("2001:db8::1");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Places open(byte[] systems, byte[] countries) throws IOException {
        Path asn = folder.getRoot().toPath().resolve("asn.mmdb");
        Path country = folder.getRoot().toPath().resolve("country.mmdb");
        Files.write(asn, systems);
        Files.write(country, countries);
        return Databases.open(Rows.settings("asn.database", asn.toString(), "country.database", country.toString()));
    }

    /** One node: the data of the lower and of the upper half of the IPv4 addresses. */
    private static byte[] database(Map<String, ?> lower, Map<String, ?> upper) {
        byte[] first = encoded(lower);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 17, 0, 0, (byte) (17 + first.length)});
        out.writeBytes(new byte[16]);
        out.writeBytes(first);
        out.writeBytes(encoded(upper));
        out.writeBytes("\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(encoded(Map.of(
                "node_count",
                1L,
                "record_size",
                24,
                "ip_version",
                4,
                "database_type",
                "test",
                "binary_format_major_version",
                2,
                "binary_format_minor_version",
                0,
                "build_epoch",
                BigInteger.ONE,
                "languages",
                new Object[0],
                "description",
                Map.of())));
        return out.toByteArray();
    }

    private static byte[] encoded(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (value instanceof Map<?, ?> map) {
            out.write(7 << 5 | map.size());
            map.forEach((key, one) -> {
                out.writeBytes(encoded(key));
                out.writeBytes(encoded(one));
            });
        } else if (value instanceof String text) {
            out.write(2 << 5 | Math.min(29, text.length()));
            out.writeBytes(text.length() < 29 ? new byte[0] : new byte[] {(byte) (text.length() - 29)});
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        } else if (value instanceof Object[]) {
            out.writeBytes(new byte[] {0, 4});
        } else if (value instanceof BigInteger) {
            out.writeBytes(new byte[] {1, 2, 1});
        } else {
            boolean wide = value instanceof Long;
            out.write((wide ? 6 : 5) << 5 | (wide ? 4 : 2));
            int number = ((Number) value).intValue();
            out.writeBytes(
                    wide
                            ? ByteBuffer.allocate(4).putInt(number).array()
                            : ByteBuffer.allocate(2).putShort((short) number).array());
        }
        return out.toByteArray();
    }

    private static byte[] systems() {
        return database(
                Map.of("autonomous_system_number", 64500L, "autonomous_system_organization", "Example"),
                Map.of("autonomous_system_number", 64501L));
    }

    private static byte[] countries() {
        return database(
                Map.of("country", Map.of("iso_code", "NL")), Map.of("registered_country", Map.of("iso_code", "DE")));
    }

    @Test
    public void systemsAndCountriesAreTold() throws IOException {
        Places places = open(systems(), countries());
        assertThat(places.knowsSystems()).isTrue();
        assertThat(places.system(LOW)).isEqualTo("AS64500 Example");
        assertThat(places.system(HIGH)).isEqualTo("AS64501");
        assertThat(places.system(SIX)).isEmpty();
        assertThat(places.country(LOW)).isEqualTo("NL");
        assertThat(places.country(HIGH)).isEqualTo("DE");
    }

    @Test
    public void aFileThatIsMissingOrBrokenTellsNothing() throws IOException {
        Places missing = Databases.open(Rows.settings("asn.database", "/nowhere/asn.mmdb"));
        assertThat(missing.knowsSystems()).isFalse();
        assertThat(missing.system(LOW)).isEmpty();
        Places broken = open(new byte[100], countries());
        assertThat(broken.system(LOW)).isEmpty();
        assertThat(broken.country(LOW)).isEqualTo("NL");
    }

    @Test
    public void everyByteThatIsWrongIsNoException() throws IOException {
        byte[] good = systems();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] = (byte) ~bad[i];
            Places places = open(bad, countries());
            assertThat(places.system(LOW) + places.system(HIGH)).isNotNull();
        }
    }
}
