// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;

/** What a detector has reported. */
record Found(int row, Fired fired) {
    static List<Found> by(ThresholdDetector detector, FakeWindow window) {
        List<Found> found = new ArrayList<>();
        detector.inspect(window, (row, fired) -> found.add(new Found(row, fired)));
        return found;
    }

    static HostGroup group(String name, Map<Metric, Limit> limits) {
        return group(name, limits, Map.of(), Mode.NOTIFY, Mode.NOTIFY);
    }

    static HostGroup group(
            String name, Map<Metric, Limit> limits, Map<Metric, Limit> sumLimits, Mode mode, Mode outgoing) {
        return new HostGroup(
                name,
                List.of(),
                limits,
                sumLimits,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                mode,
                outgoing,
                List.of(),
                new HostGroup.Heritage(List.of(name), Map.of(), List.of()));
    }

    Level level() {
        return fired.level();
    }

    @Nullable
    Metric metric() {
        return fired.metric();
    }

    long observed() {
        return fired.observed();
    }

    long limit() {
        return fired.limit();
    }

    String reason() {
        return fired.reason();
    }
}
