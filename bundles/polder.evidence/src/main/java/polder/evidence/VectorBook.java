// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The table of vectors as it is now: the user's rows in the order of their names, then those built in. For any thread. */
@Component(service = VectorBook.class)
public final class VectorBook {
    private final List<VectorRule> builtIn = VectorTable.builtIn();
    private final List<VectorCfg> own = new CopyOnWriteArrayList<>();
    private volatile Vectors vectors = new Vectors(builtIn);

    /** To be asked for once for each attack, as it changes with the cfgs. */
    Vectors vectors() {
        return vectors;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addVectorCfg(VectorCfg cfg) {
        own.add(cfg);
        reread();
    }

    void updatedVectorCfg(VectorCfg cfg) {
        reread();
    }

    void removeVectorCfg(VectorCfg cfg) {
        own.remove(cfg);
        reread();
    }

    private synchronized void reread() {
        List<VectorRule> rules = own.stream()
                .map(VectorCfg::rule)
                .sorted(Comparator.comparing(rule -> rule.vector().name()))
                .toList();
        vectors = Vectors.of(rules, builtIn);
    }
}
