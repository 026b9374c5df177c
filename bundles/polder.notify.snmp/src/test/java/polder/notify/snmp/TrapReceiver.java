// SPDX-License-Identifier: Apache-2.0
package polder.notify.snmp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import polder.api.testing.Daemon;

/** The snmptrapd of this machine, which knows POLDER-MIB. */
record TrapReceiver(Daemon daemon, String port, Path log) implements Closeable {
    /** Debian has not got what every MIB imports, for its licence: as much of it as ours needs, after RFC 2578 to 2580 and 3411. */
    private static final String SMI =
            """
            SNMPv2-SMI DEFINITIONS ::= BEGIN
            org OBJECT IDENTIFIER ::= { iso 3 }
            dod OBJECT IDENTIFIER ::= { org 6 }
            internet OBJECT IDENTIFIER ::= { dod 1 }
            mgmt OBJECT IDENTIFIER ::= { internet 2 }
            mib-2 OBJECT IDENTIFIER ::= { mgmt 1 }
            private OBJECT IDENTIFIER ::= { internet 4 }
            enterprises OBJECT IDENTIFIER ::= { private 1 }
            snmpV2 OBJECT IDENTIFIER ::= { internet 6 }
            snmpModules OBJECT IDENTIFIER ::= { snmpV2 3 }
            END
            """;

    private static final String CONF = "SNMPv2-CONF DEFINITIONS ::= BEGIN\nEND\n";

    private static final String FRAMEWORK =
            """
            SNMP-FRAMEWORK-MIB DEFINITIONS ::= BEGIN
            IMPORTS snmpModules FROM SNMPv2-SMI;
            SnmpAdminString ::= TEXTUAL-CONVENTION
                DISPLAY-HINT "255t"
                STATUS current
                DESCRIPTION "Text."
                SYNTAX OCTET STRING (SIZE (0..255))
            END
            """;

    static TrapReceiver start(Path folder, String... lines) throws Exception {
        Path mibs = Files.createDirectory(folder.resolve("mibs"));
        Files.writeString(mibs.resolve("SNMPv2-SMI.txt"), SMI);
        Files.writeString(mibs.resolve("SNMPv2-CONF.txt"), CONF);
        Files.writeString(mibs.resolve("SNMP-FRAMEWORK-MIB.txt"), FRAMEWORK);
        Files.copy(
                Path.of(System.getProperty("polder.root"), "etc", "mibs", "POLDER-MIB.txt"),
                mibs.resolve("POLDER-MIB.txt"));
        List<String> cfg = new ArrayList<>(List.of(lines));
        cfg.add("[snmp] persistentDir " + folder);
        Path file = Files.write(folder.resolve("snmptrapd.conf"), cfg);
        Path log = folder.resolve("traps");
        int port = Daemon.freePort();
        Daemon daemon = Daemon.start(
                folder.resolve("snmptrapd.log"),
                "snmptrapd",
                "-f",
                "-n",
                "-C",
                "-c",
                file.toString(),
                "-Lf",
                log.toString(),
                "-M",
                mibs.toString(),
                "-m",
                "POLDER-MIB",
                "-p",
                folder.resolve("pid").toString(),
                "udp:127.0.0.1:" + port);
        daemon.awaitLine(log, "NET-SNMP version");
        return new TrapReceiver(daemon, Integer.toString(port), log);
    }

    /** The line of the trap with this text, its variables parted by tabs. */
    String trap(String text) throws Exception {
        return daemon.awaitLine(log, text);
    }

    String all() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws IOException {
        daemon.close();
    }
}
