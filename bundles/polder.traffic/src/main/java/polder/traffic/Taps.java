// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.WindowTap;

/** Those who are shown the windows. They come and go on any thread. */
final class Taps {
    private static final Logger LOG = LoggerFactory.getLogger("polder.traffic");

    private final List<WindowTap> all = new CopyOnWriteArrayList<>();
    private boolean complained;

    void add(WindowTap tap) {
        all.add(tap);
    }

    void remove(WindowTap tap) {
        all.remove(tap);
    }

    /** Shows each the window, whatever the others do with it. */
    void show(TrafficWindow window) {
        for (WindowTap tap : all) {
            try {
                tap.accept(window);
            } catch (RuntimeException e) {
                if (!complained) {
                    complained = true;
                    LOG.error(
                            "{} failed on a window; further failures are not logged",
                            tap.getClass().getName(),
                            e);
                }
            }
        }
    }
}
