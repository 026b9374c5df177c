// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.xml.io.XmlPullParserException;
import org.jspecify.annotations.Nullable;

/** Says in one line what is wrong with a route. */
final class RouteFault {
    private static final Pattern LINE = Pattern.compile("\\bline:? (?:number )?(\\d+)");
    private static final Pattern LOCATION = Pattern.compile(":(\\d+)$");
    private static final int LONGEST = 300;

    private RouteFault() {}

    /** The last cause's first line; its class too when the message is no sentence. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? "" : cause.getMessage().strip();
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end).strip();
        String text =
                line.indexOf(' ') > 0 ? line : cause.getClass().getSimpleName() + (line.isEmpty() ? "" : ": " + line);
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    /** The line of the file where the fault is, or 0 when nobody knows. */
    static int line(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            int line = lineOf(cause);
            if (line > 0) {
                return line;
            }
        }
        return 0;
    }

    private static int lineOf(Throwable cause) {
        if (cause instanceof XmlPullParserException xml) {
            return xml.getLineNumber();
        }
        if (cause instanceof FailedToCreateRouteException route && route.getLocation() != null) {
            return number(LOCATION.matcher(route.getLocation()));
        }
        @Nullable String message = cause.getMessage();
        return message == null ? 0 : number(LINE.matcher(message));
    }

    private static int number(Matcher matcher) {
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
