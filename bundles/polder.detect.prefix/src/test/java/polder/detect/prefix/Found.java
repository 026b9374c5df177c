// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import polder.api.attack.Findings;
import polder.api.attack.Fired;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** Plays beats and keeps what a detector has reported. */
final class Found implements Findings {
    record One(Prefix prefix, HostGroup group, Fired fired, Rates rates, double second) {}

    final PrefixDetector detector;
    final FakeWindow window = new FakeWindow();
    /** The first report of each prefix. */
    final Map<String, One> first = new LinkedHashMap<>();
    /** Those of the last beat. */
    final List<One> last = new ArrayList<>();

    private double second;

    Found(String... settings) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        detector = new PrefixDetector(PrefixSettings.of(properties));
    }

    /** So many seconds of ten beats, each with these hosts. */
    Found play(double seconds, Consumer<FakeWindow> hosts) {
        for (int beat = 0; beat < Math.round(seconds * 10); beat++) {
            hosts.accept(window.next(100));
            last.clear();
            second += 0.1;
            detector.inspect(window, this);
        }
        return this;
    }

    /** From now on times are counted from here. */
    Found mark() {
        second = 0;
        return this;
    }

    List<String> prefixes() {
        return first.keySet().stream().toList();
    }

    @Override
    public void report(int row, Fired fired) {
        throw new AssertionError("a row was reported: " + fired);
    }

    @Override
    public void report(Prefix target, HostGroup group, Fired fired, Rates rates) {
        One one = new One(target, group, fired, rates, second);
        first.putIfAbsent(target.toString(), one);
        last.add(one);
    }
}
