// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, texts, numbers and switches as one line of JSON, with no escape that is not needed. */
final class Json {
    private final StringBuilder out = new StringBuilder(2048);

    private Json() {}

    static String write(Map<String, ?> fields) {
        Json json = new Json();
        json.object(fields);
        return json.out.toString();
    }

    private void object(Map<?, ?> fields) {
        out.append('{');
        String comma = "";
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            out.append(comma);
            quoted(String.valueOf(field.getKey()));
            out.append(':');
            value(field.getValue());
            comma = ",";
        }
        out.append('}');
    }

    private void array(List<?> values) {
        out.append('[');
        String comma = "";
        for (Object value : values) {
            out.append(comma);
            value(value);
            comma = ",";
        }
        out.append(']');
    }

    private void value(@Nullable Object value) {
        if (value instanceof Map<?, ?> fields) {
            object(fields);
        } else if (value instanceof List<?> values) {
            array(values);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            quoted(value.toString());
        }
    }

    private void quoted(String text) {
        out.append('"');
        escape(text, out);
        out.append('"');
    }

    /** What stands between the quotes. */
    static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }
}
