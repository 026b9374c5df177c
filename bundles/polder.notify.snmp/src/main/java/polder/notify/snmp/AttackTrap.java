// SPDX-License-Identifier: Apache-2.0
package polder.notify.snmp;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * The variables of a notification, as {@code etc/mibs/POLDER-MIB.txt} defines them below {@code enterprises.<enterprise>.1}:
 *
 * <pre>
 * 0.n   notifications: 1 started, 2 ongoing, 3 ended, 4 warned, 5 passed
 * 1.n   objects: 1 id, 2 target, ... in the order of OBJECTS
 * </pre>
 */
final class AttackTrap {
    private static final List<String> PHASES = List.of("started", "ongoing", "ended", "warned", "passed");
    private static final List<String> LEVELS = List.of("warn", "alert", "critical");
    private static final List<String> OBJECTS = List.of(
            "id",
            "target",
            "group",
            "detector",
            "level",
            "direction",
            "metric",
            "unit",
            "observed",
            "limit",
            "peak",
            "since",
            "reason",
            "summary");

    /** SnmpAdminString. */
    private static final int LONGEST = 255;

    private AttackTrap() {}

    static void fill(PDU pdu, Map<?, ?> event, int enterprise) {
        OID root = new OID("1.3.6.1.4.1").append(enterprise).append(1);
        int phase = Math.max(0, PHASES.indexOf(text(event, "phase"))) + 1;
        long uptime = ManagementFactory.getRuntimeMXBean().getUptime() / 10;
        pdu.add(new VariableBinding(SnmpConstants.sysUpTime, new TimeTicks(uptime & 0xffffffffL)));
        pdu.add(new VariableBinding(
                SnmpConstants.snmpTrapOID, new OID(root).append(0).append(phase)));
        for (int i = 0; i < OBJECTS.size(); i++) {
            String name = OBJECTS.get(i);
            OID object = new OID(root).append(1).append(i + 1).append(0);
            pdu.add(new VariableBinding(object, variable(name, text(event, name))));
        }
    }

    private static Variable variable(String name, String value) {
        return switch (name) {
            case "level" -> new Integer32(Math.max(0, LEVELS.indexOf(value)) + 1);
            case "observed", "limit", "peak" -> new Counter64(value.isEmpty() ? 0 : Long.parseLong(value));
            default -> new OctetString(cut(value.getBytes(StandardCharsets.UTF_8)));
        };
    }

    /** At the end of a character. */
    private static byte[] cut(byte[] text) {
        int end = Math.min(text.length, LONGEST);
        while (end < text.length && (text[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }

    private static String text(Map<?, ?> event, String name) {
        Object value = event.get(name);
        return value == null ? "" : value.toString();
    }
}
