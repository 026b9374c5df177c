// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.MitigationListener;

/** Tells listeners of each change, in order, on a thread of its own ({@code polder-mitigation-listeners-0}). */
final class Teller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("polder.mitigation");
    private static final int MOST = 10_000;
    private static final long FAREWELL_MILLIS = 2000;

    private final List<MitigationListener> listeners = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Mitigation> queue = new LinkedBlockingQueue<>(MOST);
    private final Thread thread = new Thread(this::run, "polder-mitigation-listeners-0");
    private volatile boolean closing;

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(MitigationListener listener) {
        listeners.add(listener);
    }

    void remove(MitigationListener listener) {
        listeners.remove(listener);
    }

    /** Does not wait. */
    void tell(Mitigation mitigation) {
        if (!queue.offer(mitigation)) {
            LOG.warn("listeners are too slow: {} {} is not told", mitigation.state(), mitigation.what());
        }
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                Mitigation next = queue.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    listeners.forEach(listener -> tell(listener, next));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(MitigationListener listener, Mitigation mitigation) {
        try {
            listener.onMitigation(mitigation);
        } catch (Exception e) { // foreign code
            LOG.error("a listener failed at {} {}: {}", mitigation.state(), mitigation.what(), e.toString());
        }
    }

    /** Tells what waits, for a moment, and ends. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
