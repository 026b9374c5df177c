// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import polder.api.config.Quantity;

/**
 * How many messages a route takes. In each time so many events go one by one; when there are more, the rest waits until that time is over
 * and goes as one message, and so on as long as there are too many. Times are milliseconds of a clock that only runs on. Guarded by its
 * mailbox.
 */
final class Pace {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})/(.+)");

    private final int most;
    private final Duration time;
    private boolean begun;
    private long end;
    private int sent;
    private boolean crowded;

    /** @param most zero for no limit */
    private Pace(int most, Duration time) {
        this.most = most;
        this.time = time;
    }

    /** @param rate such as {@code 20/1m}; null for as many as there are */
    static Pace of(@Nullable String rate) {
        if (rate == null) {
            return new Pace(0, Duration.ZERO);
        }
        Matcher matcher = FORM.matcher(rate);
        try {
            if (matcher.matches() && Quantity.duration(matcher.group(2)).toMillis() >= 1) {
                return new Pace(Integer.parseInt(matcher.group(1)), Quantity.duration(matcher.group(2)));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(refusal(rate), e);
        }
        throw new IllegalArgumentException(refusal(rate));
    }

    private static String refusal(String rate) {
        return "rate=" + rate + " is not accepted; give messages in a time, such as 20/1m";
    }

    Duration time() {
        return time;
    }

    /** When the next message may go, at the earliest. */
    long next(long now) {
        boolean full = begun && now < end && (crowded || sent >= most);
        return most == 0 || !full ? now : end;
    }

    /** Whether all that waits is to go in one message. */
    boolean isCrowded(long now) {
        return most > 0 && begun && now >= end && now < end + time.toMillis() && (crowded || sent >= most);
    }

    /** Takes note of a message, of that many events. */
    void sent(int events, long now) {
        if (most > 0 && (!begun || now >= end)) {
            begun = true;
            end = now + time.toMillis();
            sent = 0;
            crowded = events > most;
        }
        sent++;
    }
}
