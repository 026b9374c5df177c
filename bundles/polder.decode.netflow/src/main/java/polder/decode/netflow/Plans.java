// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.LinkedHashMap;
import java.util.Map;

/** Compiles templates, each only once: routers of one kind send the same ones. Any thread. */
final class Plans {
    /** How many are kept for the next router of the kind. */
    private static final int MOST = 4096;

    /**
     * A template compiled.
     *
     * @param weight about how much memory it takes that others do not share, bytes
     */
    record Compiled(Fields fields, Plan plan, int weight) {}

    private final Map<Fields, Compiled> known = new LinkedHashMap<>(16, 0.75f, true);

    synchronized Compiled compile(Fields fields) {
        Compiled shared = known.get(fields);
        if (shared != null) {
            return shared;
        }
        Plan plan = new Plan(fields);
        known.put(fields, new Compiled(fields, plan, 0));
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
        return new Compiled(fields, plan, 800 + fields.sent().length * 6);
    }
}
