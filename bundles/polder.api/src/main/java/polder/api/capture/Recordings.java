// SPDX-License-Identifier: Apache-2.0
package polder.api.capture;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** Opens capture files for whoever wants to read one from its start to its end. A service; any thread may call it. */
@ProviderType
public interface Recordings {
    /**
     * Guesses from the first packets which decoder a file is for.
     *
     * @param file a path; its last part may be a glob, of which the first file is looked at
     * @param filter as tcpdump takes it, or empty
     * @throws IOException when it cannot be read, with a message for the operator
     */
    String decoder(String file, String filter) throws IOException;

    /**
     * Opens a file. Packets carry the times at which they were recorded; {@link CaptureLane#problem} says what of the file could not be
     * read.
     *
     * @param decoder its name; {@code packet} gets frames, any other the data of UDP datagrams
     * @param speed 1 as recorded, infinite as fast as possible
     * @throws IOException when it cannot be read, with a message for the operator
     */
    CaptureLane open(String file, String decoder, String filter, double speed) throws IOException;
}
