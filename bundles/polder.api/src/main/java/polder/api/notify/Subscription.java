// SPDX-License-Identifier: Apache-2.0
package polder.api.notify;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Level;
import polder.api.config.Settings;
import polder.api.traffic.Direction;

/**
 * Which events of attacks a notifier is told of, and how many messages it sends: the keys {@code phases}, {@code attacks}, {@code groups},
 * {@code levels}, {@code directions} and, for those who write to people, {@code rate}. A notifier reads them beside its own, and begins its
 * route with them:
 *
 * <pre>{@code
 * Subscription subscription = Subscription.ofMessages(settings, "20/1m");
 * from(subscription.from()).routeId(name)...
 * }</pre>
 *
 * Immutable.
 */
public final class Subscription {
    private static final String RATE = "[1-9][0-9]{0,5}/[1-9][0-9]{0,5}(s|m|h)";

    private static final Pattern STEPS = Pattern.compile("[?](phase|action)=([A-Z,]+)");

    /** Which attacks. */
    private enum Attacks {
        /** Those somebody acts on, while they do. */
        ACTED,
        /** All, also those nobody is to act on. */
        ALL
    }

    private final Attacks attacks;
    private final String uri;

    private Subscription(Attacks attacks, String uri) {
        this.attacks = attacks;
        this.uri = uri;
    }

    /**
     * Of one who writes to people: all attacks at their start and end if the cfg says nothing else, and many in one message when there
     * are more than the rate.
     *
     * @param rate how many messages in what time if the cfg says nothing, such as {@code 20/1m}
     */
    public static Subscription ofMessages(Settings settings, String rate) {
        String pace = settings.read("rate", rate, "messages in a time, such as 20/1m, or off", "off", text -> {
            if (!text.equals("off") && !text.matches(RATE)) {
                throw new IllegalArgumentException("no rate");
            }
            return text;
        });
        return read(settings, Attacks.ALL, pace.equals("off") ? "" : pace);
    }

    /** Of one who writes every event to a machine: all attacks at their start and end if the cfg says nothing else. */
    public static Subscription ofEvents(Settings settings) {
        return read(settings, Attacks.ALL, "");
    }

    /** Of one who acts: attacks that are acted on, when that begins and ends, if the cfg says nothing else. */
    public static Subscription ofActions(Settings settings) {
        return read(settings, Attacks.ACTED, "");
    }

    private static Subscription read(Settings settings, Attacks fallback, String rate) {
        Attacks attacks = settings.choice("attacks", fallback);
        Set<Phase> phases = words(settings, "phases", Phase.class, EnumSet.of(Phase.STARTED, Phase.ENDED));
        Set<Level> levels = words(settings, "levels", Level.class, EnumSet.allOf(Level.class));
        Set<Direction> directions = words(
                settings,
                "directions",
                Direction.class,
                EnumSet.of(Direction.INCOMING, Direction.OUTGOING, Direction.OTHER));
        if (attacks == Attacks.ACTED && (phases.contains(Phase.WARNED) || phases.contains(Phase.PASSED))) {
            settings.fault("phases", "is not accepted; nobody acts on a warning: give attacks = all");
        }
        List<String> options = new ArrayList<>();
        options.add(attacks == Attacks.ACTED ? "action=" + names(actions(phases)) : "phase=" + names(phases));
        options.add("level=" + names(levels));
        options.add("direction=" + names(directions));
        List<String> groups = settings.list("groups");
        if (!groups.isEmpty()) {
            options.add("group=" + URLEncoder.encode(String.join(",", groups), StandardCharsets.UTF_8));
        }
        if (!rate.isEmpty()) {
            options.add("rate=" + rate);
        }
        return new Subscription(attacks, "polder:attacks?" + String.join("&", options));
    }

    private static <E extends Enum<E>> Set<E> words(Settings settings, String key, Class<E> type, Set<E> fallback) {
        List<E> all = List.of(type.getEnumConstants());
        Set<E> found = EnumSet.noneOf(type);
        for (String word : settings.list(key)) {
            List<E> named = all.stream()
                    .filter(one -> one.name().equals(word.toUpperCase(Locale.ROOT)))
                    .toList();
            if (named.isEmpty()) {
                settings.fault(
                        key, "is not accepted; give some of " + names(all).toLowerCase(Locale.ROOT));
            }
            found.addAll(named);
        }
        return found.isEmpty() ? fallback : found;
    }

    private static Set<Action> actions(Set<Phase> phases) {
        return phases.stream()
                .map(phase -> switch (phase) {
                    case STARTED -> Action.BEGIN;
                    case ONGOING -> Action.KEEP;
                    case ENDED -> Action.END;
                    case WARNED, PASSED -> Action.NONE;
                })
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.class)));
    }

    private static String names(Iterable<? extends Enum<?>> words) {
        StringJoiner names = new StringJoiner(",");
        words.forEach(word -> names.add(word.name()));
        return names.toString();
    }

    /** The beginning of a Camel route: {@code polder:attacks?...} */
    public String from() {
        return uri;
    }

    /** The same with the starts alone, for a second route that says more of an attack; empty when it is not told of starts. */
    public String fromStarts() {
        Matcher steps = STEPS.matcher(uri);
        if (!steps.find()) {
            return "";
        }
        String start = steps.group(1).equals("phase") ? Phase.STARTED.name() : Action.BEGIN.name();
        boolean told = List.of(steps.group(2).split(",")).contains(start);
        return told ? steps.replaceFirst("?$1=" + start) : "";
    }

    /**
     * What an event is to the notifier: the step the attack takes, or, where only attacks that are acted on are told of, the step which that
     * takes ({@code STARTED} when it begins, however late).
     */
    public Phase step(AttackEvent event) {
        if (attacks == Attacks.ALL) {
            return event.phase();
        }
        return switch (event.action()) {
            case BEGIN -> Phase.STARTED;
            case KEEP -> Phase.ONGOING;
            case END -> Phase.ENDED;
            case NONE -> event.phase();
        };
    }
}
