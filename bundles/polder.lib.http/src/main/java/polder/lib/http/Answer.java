// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server has answered.
 *
 * @param words status and first line, without secrets
 * @param pause for which it wants to be left alone, zero when it says nothing of it
 */
record Answer(String words, Duration pause) {
    private static final int LONGEST = 200;
    private static final Duration MOST = Duration.ofHours(1);
    private static final int SERVER_FAULT = 500;
    private static final int TOO_MANY = 429;

    /** Telegram's and Discord's, in JSON. */
    private static final Pattern RETRY_AFTER =
            Pattern.compile("\"retry_after\"\\s*:\\s*([0-9]{1,9}(?:\\.[0-9]{1,9})?)");

    static Answer of(HttpResponse<String> response, HttpCall call) {
        int status = response.statusCode();
        Duration pause = status == TOO_MANY || status >= SERVER_FAULT ? pause(response) : Duration.ZERO;
        String line = firstLine(call.hide(response.body()));
        String words = status + (line.isEmpty() ? "" : ": " + line);
        return new Answer(
                pause.isZero()
                        ? words
                        : words + " (wait " + pause.plusMillis(999).toSeconds() + "s)",
                pause);
    }

    private static String firstLine(String text) {
        String line = text.lines()
                .map(one -> one.replaceAll("\\p{Cntrl}", " ").strip())
                .filter(one -> !one.isEmpty())
                .findFirst()
                .orElse("");
        return Cut.to(LONGEST, line);
    }

    private static Duration pause(HttpResponse<String> response) {
        Duration asked = header(response.headers());
        Matcher json = RETRY_AFTER.matcher(response.body());
        if (asked.isZero() && json.find()) {
            asked = Duration.ofMillis((long) Math.ceil(Double.parseDouble(json.group(1)) * 1000));
        }
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(MOST) > 0 ? MOST : asked;
    }

    /** Retry-After (RFC 9110 section 10.2.3): seconds or a date. */
    private static Duration header(HttpHeaders headers) {
        String value = headers.firstValue("Retry-After").orElse("").strip();
        try {
            return value.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(
                            Instant.now(),
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
