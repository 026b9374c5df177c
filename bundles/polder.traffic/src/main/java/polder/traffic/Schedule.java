// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.api.config.Settings;

/**
 * Hours of the week in which another group's file goes before one's own. They are those a clock on the wall shows, so an hour that the
 * change to summer time leaves out is left out, and one that comes twice holds twice.
 *
 * @param group whose file it is
 * @param zone where the clock hangs
 * @param spans when
 */
record Schedule(String group, ZoneId zone, List<Span> spans) {
    private static final int DAY = 24 * 60;
    private static final int WEEK = 7 * DAY;
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final String ONE = "mon|tue|wed|thu|fri|sat|sun";
    private static final Pattern SPAN = Pattern.compile(
            "(?:(" + ONE + ")(?:-(" + ONE + "))? +)?([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])");

    /**
     * Minutes of a week.
     *
     * @param from since Monday, 0:00
     * @param minutes how many
     */
    record Span(int from, int minutes) {
        boolean holds(int minute) {
            return Math.floorMod(minute - from, WEEK) < minutes;
        }
    }

    boolean isOn(Instant now) {
        ZonedDateTime local = now.atZone(zone);
        int minute = (local.getDayOfWeek().getValue() - DayOfWeek.MONDAY.getValue()) * DAY
                + local.getHour() * 60
                + local.getMinute();
        return spans.stream().anyMatch(span -> span.holds(minute));
    }

    /** Reads the keys {@code schedule.}; empty when there is none. */
    static Optional<Schedule> read(Settings settings) {
        String group = settings.text("schedule.group", "");
        List<Span> spans = settings.read(
                "schedule.hours",
                "",
                "days and hours such as mon-fri 20:00-08:00, sat-sun 00:00-24:00",
                List.of(),
                text -> text.isEmpty() ? List.of() : spans(text));
        ZoneId zone = settings.read(
                "schedule.zone",
                ZoneId.systemDefault().getId(),
                "a time zone such as Europe/Amsterdam or UTC",
                ZoneId.systemDefault(),
                Schedule::zone);
        boolean hasHours = !settings.text("schedule.hours", "").isEmpty();
        boolean hasZone = !settings.text("schedule.zone", "").isEmpty();
        if (group.isEmpty() && (hasHours || hasZone)) {
            settings.fault("schedule.group", "is missing; give the group whose file holds in these hours");
        } else if (!group.isEmpty() && !hasHours) {
            settings.fault("schedule.hours", "is missing; give the hours in which schedule.group holds");
        }
        return group.isEmpty() ? Optional.empty() : Optional.of(new Schedule(group, zone, spans));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<Span> spans(String text) {
        List<Span> spans = new ArrayList<>();
        for (String one : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            Matcher found = SPAN.matcher(one.trim());
            if (!found.matches()) {
                throw new IllegalArgumentException("no hours");
            }
            int first = found.group(1) == null ? 0 : DAYS.indexOf(found.group(1));
            int last = found.group(1) == null ? 6 : found.group(2) == null ? first : DAYS.indexOf(found.group(2));
            int from = minute(found.group(3), found.group(4));
            int to = minute(found.group(5), found.group(6));
            if (to > DAY || from == to) {
                throw new IllegalArgumentException("no hours");
            }
            for (int day = 0; day <= Math.floorMod(last - first, 7); day++) {
                spans.add(new Span((first + day) % 7 * DAY + from, to > from ? to - from : to - from + DAY));
            }
        }
        return List.copyOf(spans);
    }

    private static int minute(String hours, String minutes) {
        return Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
    }
}
