// SPDX-License-Identifier: Apache-2.0
package polder.api.replay;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Prefix;

/**
 * Runs recordings through decoding, filters, counting, detection and the book of attacks once more, apart from those of the appliance, in
 * the time of the recording. A service; any thread may call it.
 */
@ProviderType
@FunctionalInterface
public interface Replays {
    /**
     * Replays a recording on the calling thread, which may be interrupted. One at a time.
     *
     * @throws IOException when it cannot be read or judged, with a message for the operator
     * @throws polder.api.config.SettingsException when the limits to try are wrong
     * @throws IllegalStateException when another replay is running
     * @throws InterruptedException when it was interrupted; nothing is left of it
     */
    Replay run(Request request) throws IOException, InterruptedException;

    /**
     * What is to be replayed, and how.
     *
     * @param file a path; its last part may be a glob
     * @param decoder its name; empty to guess
     * @param filter as tcpdump takes it, or empty
     * @param networks which are ours; empty for those of the appliance
     * @param speed 1 as recorded, infinite as fast as possible
     * @param whatIf properties of host groups by name, to be compared with those there are; empty for no comparison
     */
    record Request(
            String file,
            String decoder,
            String filter,
            List<Prefix> networks,
            double speed,
            Map<String, Map<String, String>> whatIf) {
        public Request {
            networks = List.copyOf(networks);
            whatIf = Map.copyOf(whatIf);
        }
    }
}
