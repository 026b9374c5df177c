// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.traffic.TrafficWindow;

/**
 * Detectors and a book of attacks of somebody's own: nobody is told of these attacks, nothing is done about them or written down. Time is
 * that of the windows. Used by one thread; needs no closing.
 */
@ProviderType
public interface Judging {
    /** Judges a window as the appliance would. */
    void judge(TrafficWindow window);

    /**
     * The attacks and warnings so far, the first first; a bounded number. {@link Attack#actedSince} says whether the appliance would have
     * acted on it, and {@link Attack#why} why not.
     */
    List<Attack> attacks();

    /** How many more there were than are remembered. */
    long forgotten();

    /** Names of detectors that cannot be asked, as they have no {@link Detector#twin}. */
    List<String> missing();

    /** Makes them, with twins of the appliance's detectors and its settings as they now are. A service; any thread may call it. */
    @ProviderType
    @FunctionalInterface
    interface Factory {
        Judging open();
    }
}
