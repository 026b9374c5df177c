// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import polder.api.testing.Cable;

/** A cable whose frames can be had through AF_XDP. */
final class XdpCable {
    /** What a test does in the namespace. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    private XdpCable() {}

    /** Runs a body where rx and tx are the ends of a cable; ends a test that cannot have that, with the reason on the console. */
    @SuppressWarnings("try")
    static void with(String options, Body body) throws Exception {
        try (Cable cable = Cable.assumed(options)) {
            String missing = missing();
            if (!missing.isEmpty()) {
                throw Cable.cannot("no AF_XDP here: " + missing);
            }
            body.run();
        }
    }

    private static String missing() {
        if (!Machine.missing().isEmpty()) {
            return Machine.missing();
        }
        try {
            new XdpSocket("test").close();
            return "";
        } catch (Fault e) {
            return String.valueOf(e.getMessage());
        }
    }
}
