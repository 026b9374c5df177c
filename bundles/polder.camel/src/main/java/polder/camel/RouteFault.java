// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.LineNumberAware;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.xml.io.XmlPullParserException;
import org.jspecify.annotations.Nullable;

/** Says in one line what is wrong with a route, and where. */
final class RouteFault {
    private static final Pattern LINE = Pattern.compile("\\bline:? (?:number )?(\\d+)");
    private static final Pattern STEP = Pattern.compile(">>> (.*?)(?:\\.\\.\\.)? <<<", Pattern.DOTALL);
    private static final int LONGEST = 300;

    private RouteFault() {}

    /** What the first cause that is not Camel's says, or else the last one; its class too when that is no sentence. */
    static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getClass().getName().startsWith("org.apache.camel.")) {
            cause = cause.getCause();
        }
        String said = firstLines(cause.getMessage() == null ? "" : cause.getMessage())
                .replaceFirst("^line \\d+: ", "")
                .replaceFirst(" \\(position: .*", "")
                .replaceFirst("please check your classpath.*", "no such component is installed");
        String text =
                said.indexOf(' ') > 0 ? said : cause.getClass().getSimpleName() + (said.isEmpty() ? "" : ": " + said);
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    /** The first line; of a YAML fault all that are not excerpts of the file. */
    private static String firstLines(String message) {
        String all = message.strip();
        if (all.contains(" in reader, line ")) {
            return all.lines().filter(line -> !line.startsWith(" ")).collect(Collectors.joining(", "));
        }
        int end = all.indexOf('\n');
        return end < 0 ? all : all.substring(0, end).strip();
    }

    /**
     * The line of the file where the fault is, or 0 when nobody knows.
     *
     * @param routes the routes of the file, as far as they could be read
     */
    static int line(Throwable failure, List<RouteDefinition> routes) {
        int said = 0;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof XmlPullParserException xml && xml.getLineNumber() > 0) {
                return xml.getLineNumber();
            }
            if (cause instanceof FailedToCreateRouteException fault) {
                return line(fault, routes);
            }
            said = Math.max(said, said(cause.getMessage() == null ? "" : cause.getMessage()));
        }
        return said;
    }

    /** Parsers say first where the block began, and last where it went wrong. */
    private static int said(String message) {
        int line = 0;
        for (Matcher matcher = LINE.matcher(message); matcher.find(); ) {
            line = Integer.parseInt(matcher.group(1));
        }
        return line;
    }

    private static int line(FailedToCreateRouteException fault, List<RouteDefinition> routes) {
        for (RouteDefinition route : routes) {
            if (route.getId() != null && route.getId().equals(fault.getRouteId())) {
                Matcher step = STEP.matcher(String.valueOf(fault.getMessage()));
                int line = step.find() ? line(step.group(1), route.getOutputs()) : known(route.getInput());
                return line > 0 ? line : known(route);
            }
        }
        return 0;
    }

    private static int line(String step, List<ProcessorDefinition<?>> steps) {
        for (ProcessorDefinition<?> one : steps) {
            int line = one.toString().startsWith(step) ? known(one) : line(step, one.getOutputs());
            if (line > 0) {
                return line;
            }
        }
        return 0;
    }

    private static int known(LineNumberAware definition) {
        return Math.max(0, definition.getLineNumber());
    }
}
