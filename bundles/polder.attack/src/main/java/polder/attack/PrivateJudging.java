// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import polder.api.attack.Attack;
import polder.api.attack.Judging;
import polder.api.traffic.TrafficWindow;

/** A book of attacks that is neither told nor written, and twins of the detectors. */
final class PrivateJudging implements Judging {
    /** Attacks that have ended. Each may have rules and reasons: some kilobytes. */
    private static final int MOST = 5000;

    private final Evidence evidence = new Evidence();
    private final List<String> missing = new ArrayList<>();
    private final AttackBook book;
    private final Detectors detectors;
    private long forgotten;

    /** @param vetoes are asked as the appliance's own book asks them */
    PrivateJudging(AttackSettings settings, Detectors live, Vetoes vetoes) {
        AttackSettings own = new AttackSettings(
                settings.updateEvery(), settings.peakStep(), MOST, settings.queue(), settings.bans());
        Policy policy = new Policy(vetoes, new MaintenanceTimes(List.of()));
        book = new AttackBook(own, policy, change -> {}, id -> forgotten++);
        detectors = new Detectors(book, System::nanoTime);
        live.twins(detectors, missing::add);
    }

    @Override
    public void judge(TrafficWindow window) {
        Instant at = Instant.ofEpochSecond(0, window.epochNanos());
        detectors.inspect(window, at, evidence);
        book.judge(at, evidence);
    }

    @Override
    public List<Attack> attacks() {
        List<Attack> all = new ArrayList<>(book.ended());
        all.addAll(book.active());
        all.sort(Comparator.comparing(Attack::since));
        return all;
    }

    @Override
    public long forgotten() {
        return forgotten;
    }

    @Override
    public List<String> missing() {
        return List.copyOf(missing);
    }
}
