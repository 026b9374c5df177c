// SPDX-License-Identifier: Apache-2.0
package polder.api.capture;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A source of packets: a socket, a mirror port, a file. Register one OSGi service for each configuration; the engine finds it,
 * opens its lanes and runs each on a thread of its own.
 */
@ConsumerType
@FunctionalInterface
public interface Capture {
    /** Service property (and cfg key) naming the {@code decoder} of these packets; {@code packet} when absent. */
    String DECODER = "decoder";

    /** Service property (and cfg key) with the number of lanes to open; one when absent. */
    String LANES = "lanes";

    /**
     * Service property (and cfg key) with the prefixes of the senders whose packets are taken, separated by commas or blanks;
     * everyone's when absent or empty. The engine counts the packets of others as {@code NOT_ALLOWED} and no decoder sees them;
     * packets without a sender (frames) are not looked at.
     */
    String ALLOW = "allow";

    /**
     * Opens one lane. Called on the thread that will poll it, again after {@link CaptureLane#REOPEN} and, with growing pauses,
     * after a failure.
     *
     * @param lane 0 to lanes - 1
     * @throws IOException when it cannot be opened now; the message is shown to the operator
     */
    CaptureLane open(int lane) throws IOException;
}
