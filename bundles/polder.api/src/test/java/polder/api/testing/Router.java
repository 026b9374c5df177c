// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A router of a test's own on loopback, that hears what BGP speakers announce. */
public interface Router extends AutoCloseable {
    String address();

    int port();

    long asn();

    void start() throws Exception;

    /** Ends it as {@code kill -9} does. */
    void kill();

    /** All its routes, as its own tool prints them. */
    String routes() throws Exception;

    /** Its session, as its own tool prints it. */
    String session() throws Exception;

    @Override
    void close();

    /** Runs a program to its end, and gives what it writes. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
