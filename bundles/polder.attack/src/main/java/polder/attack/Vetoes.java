// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.Veto;

/**
 * Those who may be against acting on an attack. While one of them is away, as when its bundle is updated or the appliance has just
 * started, nobody begins to act on anything for up to a minute. Any thread may call it.
 */
final class Vetoes {
    private static final Logger LOG = LoggerFactory.getLogger("polder.attack");

    private final Map<Object, Plug<Veto>> present = new LinkedHashMap<>();
    /** Those of them that can be asked. */
    private final Map<Object, Veto> ready = new HashMap<>();
    /** Names of those that were there, and since when they are away. */
    private final Map<String, Long> away = new HashMap<>();

    private final Seldom log = new Seldom(System::nanoTime);
    private final LongSupplier nanos;

    Vetoes(Collection<String> expected, LongSupplier nanos) {
        this.nanos = nanos;
        expected.forEach(name -> away.put(name, nanos.getAsLong()));
    }

    synchronized void add(Plug<Veto> veto) {
        Veto held = veto.held();
        if (held != null) {
            ready.put(veto.key, held);
        }
        present.put(veto.key, veto);
        away.remove(veto.name);
    }

    /** Fetches those that have come; to be called often, by one thread that holds no lock: they may have to be made first. */
    void fetch() {
        for (Plug<Veto> plug : unfetched()) {
            Veto veto = plug.get();
            synchronized (this) {
                if (veto != null && present.containsKey(plug.key)) {
                    ready.put(plug.key, veto);
                }
            }
        }
    }

    private synchronized List<Plug<Veto>> unfetched() {
        return present.values().stream()
                .filter(plug -> !ready.containsKey(plug.key))
                .toList();
    }

    synchronized void remove(Object key) {
        Plug<Veto> gone = present.remove(key);
        ready.remove(key);
        if (gone != null) {
            away.put(gone.name, nanos.getAsLong());
            gone.release();
        }
    }

    /** The names of all, those that are away too. */
    synchronized Set<String> names() {
        expire();
        Set<String> names = new TreeSet<>(away.keySet());
        present.values().forEach(veto -> names.add(veto.name));
        return names;
    }

    private void expire() {
        long longAgo = nanos.getAsLong() - Heralds.AWAY.toNanos();
        away.values().removeIf(since -> since - longAgo <= 0);
    }

    /** Who is away; empty when nobody is. */
    synchronized String waitsFor() {
        expire();
        Set<String> missing = new TreeSet<>(away.keySet());
        unfetched().forEach(plug -> missing.add(plug.name));
        return missing.isEmpty() ? "" : "waits for " + String.join(", ", missing) + ", which may be against it";
    }

    /** What the first that is against it says; empty when none is. */
    synchronized String reason(Attack attack) {
        for (Plug<Veto> plug : present.values()) {
            String reason = ask(plug, attack);
            if (!reason.isEmpty()) {
                return reason;
            }
        }
        return "";
    }

    private String ask(Plug<Veto> plug, Attack attack) {
        try {
            Veto veto = ready.get(plug.key);
            return veto == null ? "" : veto.reason(attack).orElse("");
        } catch (Exception | Error e) { // whatever it does: what cannot be asked may be against it
            if (log.now()) {
                LOG.error("veto {} failed, nothing is acted on: {}", plug.name, e.toString());
            }
            return plug.name + " failed: " + e;
        }
    }
}
