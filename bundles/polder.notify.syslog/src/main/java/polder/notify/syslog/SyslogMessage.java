// SPDX-License-Identifier: Apache-2.0
package polder.notify.syslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An event as a message of RFC 5424, section 6:
 *
 * <pre>
 * &lt;PRI&gt;1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID [SD-ID NAME="VALUE" ...] MSG
 * </pre>
 *
 * MSGID is the phase. There is no byte order mark before MSG, which most servers would take for part of it.
 */
final class SyslogMessage {
    private static final List<String> FIELDS = List.of(
            "id",
            "target",
            "phase",
            "action",
            "level",
            "group",
            "detector",
            "direction",
            "metric",
            "unit",
            "observed",
            "limit",
            "peak");

    private final SyslogKeys keys;

    SyslogMessage(SyslogKeys keys) {
        this.keys = keys;
    }

    /** @param text for people */
    byte[] of(Map<?, ?> event, String text, boolean test) {
        String phase = text(event, "phase");
        StringBuilder out = new StringBuilder(512);
        out.append('<').append(keys.facility() * 8 + severity(event, phase)).append(">1 ");
        out.append(timestamp(text(event, "at"))).append(' ');
        out.append(hostname(event)).append(' ').append(keys.app()).append(' ');
        out.append(ProcessHandle.current().pid()).append(' ');
        out.append(phase.isEmpty() ? "-" : phase.toUpperCase(Locale.ROOT)).append(' ');
        data(out, event, test);
        String line = text.strip();
        if (keys.protocol() != SyslogKeys.Protocol.UDP && keys.framing() == SyslogKeys.Framing.NEWLINE) {
            line = line.replaceAll("\\R", " ");
        }
        if (!line.isEmpty()) {
            out.append(' ').append(line);
        }
        return cut(out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private int severity(Map<?, ?> event, String phase) {
        boolean over = phase.equals("ended") || phase.equals("passed");
        return keys.severities().getOrDefault(over ? "ended" : text(event, "level"), 5);
    }

    private static String timestamp(String at) {
        return at.isEmpty()
                ? "-"
                : Instant.parse(at).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private String hostname(Map<?, ?> event) {
        String name = keys.hostname().isEmpty() ? text(event, "node") : keys.hostname();
        return name.matches("[!-~]{1,255}") ? name : "-";
    }

    /** Section 6.3. */
    private void data(StringBuilder out, Map<?, ?> event, boolean test) {
        out.append("[polder@").append(keys.enterprise());
        for (String field : FIELDS) {
            String value = text(event, field);
            if (!value.isEmpty()) {
                parameter(out, field, value);
            }
        }
        if (test) {
            parameter(out, "test", "true");
        }
        out.append(']');
    }

    private static void parameter(StringBuilder out, String name, String value) {
        out.append(' ').append(name).append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == ']') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /** At the end of a character. */
    private byte[] cut(byte[] message) {
        int end = Math.min(message.length, keys.sizeMost());
        while (end < message.length && (message[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(message, end);
    }

    private static String text(Map<?, ?> event, String name) {
        Object value = event.get(name);
        return value == null ? "" : value.toString();
    }
}
