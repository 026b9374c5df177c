// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Step;

/** What was decided and done about each attack, a bounded number of steps each. Any thread may call it. */
final class Chronicle {
    private static final int MOST = 100;

    private final Map<UUID, List<Step>> all = new HashMap<>();

    /** A step of an attack, of which there may be none yet. */
    synchronized void open(UUID attack, Step step) {
        add(all.computeIfAbsent(attack, id -> new ArrayList<>()), step);
    }

    /** A step of an attack that is remembered; else it is left out. */
    synchronized boolean add(UUID attack, Step step) {
        List<Step> steps = all.get(attack);
        if (steps != null) {
            add(steps, step);
        }
        return steps != null;
    }

    private static void add(List<Step> steps, Step step) {
        if (isProgress(step) && !step.failed()) { // the last that went well is enough
            steps.removeIf(one -> isProgress(one) && !one.failed() && one.who().equals(step.who()));
        }
        if (steps.contains(step)) {
            return; // the journal was written anew with it before its own line came
        }
        steps.add(step);
        if (steps.size() > MOST) {
            Iterator<Step> oldest = steps.iterator();
            while (oldest.hasNext()) {
                if (isProgress(oldest.next())) {
                    oldest.remove();
                    return;
                }
            }
            steps.remove(1);
        }
    }

    private static boolean isProgress(Step step) {
        return step.phase() == Phase.ONGOING
                && (step.action() == Action.NONE || step.action() == Action.KEEP)
                && !step.who().equals(Step.DECISION);
    }

    synchronized List<Step> of(UUID attack) {
        return List.copyOf(all.getOrDefault(attack, List.of()));
    }

    synchronized void keepOnly(Collection<UUID> known) {
        all.keySet().retainAll(known);
    }

    synchronized void forget(UUID attack) {
        all.remove(attack);
    }
}
