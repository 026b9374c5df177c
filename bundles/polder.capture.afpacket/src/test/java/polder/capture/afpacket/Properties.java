// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import java.util.HashMap;
import java.util.Map;

/** What DS would pass for a file etc/polder.capture.afpacket-mirror.cfg. */
final class Properties {
    private Properties() {}

    /** @param keysAndValues of the file, one after another */
    static Map<String, Object> of(Object... keysAndValues) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.capture.afpacket~mirror");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
        }
        return properties;
    }

    static AfPacketSettings settings(Object... keysAndValues) {
        return AfPacketSettings.of(of(keysAndValues));
    }
}
