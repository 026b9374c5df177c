// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.junit.Test;
import polder.api.config.Settings;

public class ScheduleTest {
    private static final String ZONE = "Europe/Amsterdam";

    private static Schedule schedule(String hours) {
        Map<String, String> properties = new HashMap<>();
        properties.put("service.pid", "polder.traffic.group~web");
        properties.put("schedule.group", "night");
        properties.put("schedule.zone", ZONE);
        properties.put("schedule.hours", hours);
        Settings settings = new Settings(properties);
        Schedule schedule = Schedule.read(settings).orElseThrow();
        settings.refuseRest();
        return schedule;
    }

    /** At a local time; 2026-03-02 is a Monday. */
    private static boolean isOn(String hours, String local) {
        return schedule(hours)
                .isOn(LocalDateTime.parse(local).atZone(ZoneId.of(ZONE)).toInstant());
    }

    @Test
    public void hoursBeginWithTheirMinuteAndEndBeforeTheirLast() {
        assertThat(isOn("mon 08:00-12:30", "2026-03-02T07:59:59")).isFalse();
        assertThat(isOn("mon 08:00-12:30", "2026-03-02T08:00")).isTrue();
        assertThat(isOn("mon 08:00-12:30", "2026-03-02T12:29:59")).isTrue();
        assertThat(isOn("mon 08:00-12:30", "2026-03-02T12:30")).isFalse();
        assertThat(isOn("mon 08:00-12:30", "2026-03-03T09:00")).isFalse();
    }

    @Test
    public void hoursThatEndBeforeTheyBeginGoOnIntoTheNextDay() {
        String nights = "fri-sun 22:00-06:00";
        assertThat(isOn(nights, "2026-03-06T21:59")).isFalse();
        assertThat(isOn(nights, "2026-03-06T22:00")).isTrue();
        assertThat(isOn(nights, "2026-03-06T05:00")).isFalse();
        assertThat(isOn(nights, "2026-03-07T05:59")).isTrue();
        assertThat(isOn(nights, "2026-03-08T23:00")).isTrue();
        assertThat(isOn(nights, "2026-03-09T05:59")).as("Monday morning").isTrue();
        assertThat(isOn(nights, "2026-03-09T06:00")).isFalse();
        assertThat(isOn(nights, "2026-03-09T22:00")).isFalse();
    }

    @Test
    public void daysMayGoRoundTheWeekAndBeLeftOut() {
        assertThat(isOn("sat-mon 10:00-11:00", "2026-03-02T10:30")).isTrue();
        assertThat(isOn("sat-mon 10:00-11:00", "2026-03-01T10:30")).isTrue();
        assertThat(isOn("sat-mon 10:00-11:00", "2026-03-03T10:30")).isFalse();
        assertThat(isOn("10:00-11:00", "2026-03-04T10:30")).isTrue();
        assertThat(isOn("mon-fri 20:00-24:00, sat-sun 00:00-24:00", "2026-03-07T13:00"))
                .isTrue();
        assertThat(isOn("mon-fri 20:00-24:00, sat-sun 00:00-24:00", "2026-03-06T13:00"))
                .isFalse();
    }

    @Test
    public void hoursAreThoseOfTheClockOnTheWall() {
        assertThat(isOn("03:00-04:00", "2026-03-29T03:30"))
                .as("summer time begins")
                .isTrue();
        assertThat(isOn("03:00-04:00", "2026-03-28T03:30")).as("the day before").isTrue();
    }

    @Test
    public void whatIsNoScheduleIsRefused() {
        for (String wrong : new String[] {"mon", "22-06", "mon-fri 24:30-08:00", "monday 08:00-09:00", "08:00-08:00"}) {
            assertThatThrownBy(() -> schedule(wrong))
                    .hasMessageContaining("schedule.hours = " + wrong
                            + " is not accepted; give days and hours such as mon-fri 20:00-08:00, sat-sun 00:00-24:00");
        }
        assertThatThrownBy(() -> GroupSettings.of(Map.of("schedule.zone", "Mars/Base", "schedule.group", "night")))
                .hasMessageContaining("schedule.zone = Mars/Base is not accepted; give a time zone such as")
                .hasMessageContaining("schedule.hours =  is missing");
        assertThatThrownBy(() -> GroupSettings.of(Map.of("schedule.hours", "08:00-09:00")))
                .hasMessageContaining("schedule.group =  is missing");
    }
}
