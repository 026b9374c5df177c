// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.util.Set;

/** Whether this is a machine whose kernel this bundle knows. */
final class Machine {
    /** Constants are those of these. */
    private static final Set<String> KNOWN = Set.of("amd64", "aarch64", "riscv64");

    private Machine() {}

    /** Why AF_XDP cannot be had here, or empty. */
    static String missing() {
        String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!system.startsWith("Linux") || !KNOWN.contains(System.getProperty("os.arch"))) {
            return system + " is not supported";
        }
        try {
            Libc.close(-1);
            return "";
        } catch (LinkageError e) {
            return e instanceof NoClassDefFoundError ? "JNA is not there" : String.valueOf(e.getMessage());
        }
    }
}
