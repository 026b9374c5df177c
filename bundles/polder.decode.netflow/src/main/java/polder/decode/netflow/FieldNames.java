// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Fields by the names IANA gave them ("IP Flow Information Export (IPFIX) Entities"); others by number. */
final class FieldNames {
    private static final Properties NAMES = read();

    private FieldNames() {}

    private static Properties read() {
        Properties names = new Properties();
        try (InputStream in = FieldNames.class.getResourceAsStream("fields.properties")) {
            if (in != null) {
                names.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code octetDeltaCount}, {@code 1234}, or {@code 9/12345} with the enterprise. */
    static String of(int enterprise, int field) {
        if (enterprise == 29305) {
            return "reverse " + of(0, field);
        }
        String number = Integer.toString(field);
        return enterprise == 0
                ? NAMES.getProperty(number, number)
                : Integer.toUnsignedString(enterprise) + "/" + number;
    }

    /** The scopes of NetFlow 9 (RFC 3954, section 6.1). */
    static String scope(int type) {
        return switch (type) {
            case 1 -> "scope system";
            case 2 -> "scope interface";
            case 3 -> "scope line card";
            case 4 -> "scope cache";
            case 5 -> "scope template";
            default -> "scope " + type;
        };
    }
}
