// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.config.SettingsException;
import polder.capture.afxdp.AfXdpSettings.Addresses;
import polder.capture.afxdp.AfXdpSettings.Copy;
import polder.capture.afxdp.AfXdpSettings.Length;
import polder.capture.afxdp.AfXdpSettings.Mode;
import polder.wire.Layer;

public class AfXdpSettingsTest {
    /** Settings of {@code etc/polder.capture.afxdp-mirror.cfg} with these keys and values. */
    static AfXdpSettings settings(String... keysAndValues) {
        return AfXdpSettings.of(properties(keysAndValues));
    }

    static Map<String, Object> properties(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.capture.afxdp~mirror");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    @Test
    public void anInterfaceIsEnough() {
        assertThat(settings("interface", "eth1"))
                .isEqualTo(new AfXdpSettings(
                        "mirror",
                        "eth1",
                        "packet",
                        1,
                        List.of(),
                        Mode.AUTO,
                        Copy.AUTO,
                        32 << 20,
                        1,
                        Length.FRAME,
                        Layer.OWN,
                        true,
                        Addresses.REFUSED));
    }

    @Test
    public void queuesAreNumbersAndRanges() {
        assertThat(settings("interface", "eth1", "queues", "all").queues()).isEmpty();
        assertThat(settings("interface", "eth1", "queues", "7, 4-6 0,4").queues())
                .containsExactly(0, 4, 5, 6, 7);
    }

    @Test
    public void whatIsWrongIsRefusedWithWhatIsAccepted() {
        refused("interface is missing");
        refused("interface = a/b is not accepted; give a name as ip link shows it", "interface", "a/b");
        refused(
                "queues = 3-1 is not accepted; give all, or numbers such as 0, 2, 4-7",
                "interface",
                "e",
                "queues",
                "3-1");
        refused("queues = -1 is not accepted", "interface", "e", "queues", "-1");
        refused("queues = 0-5000 is not accepted", "interface", "e", "queues", "0-5000");
        refused("mode = fast is not accepted; give one of auto, generic, native", "interface", "e", "mode", "fast");
        refused("copy = zero is for mode = native", "interface", "e", "mode", "generic", "copy", "zero");
        refused("lanes = 3 is more than there are queues", "interface", "e", "lanes", "3", "queues", "0,1");
        refused("memory = 1kb is not accepted", "interface", "e", "memory", "1kb");
        refused("filter is no key of this file", "interface", "e", "filter", "udp");
    }

    private static void refused(String words, String... keysAndValues) {
        assertThatThrownBy(() -> settings(keysAndValues))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("etc/polder.capture.afxdp-mirror.cfg: ")
                .hasMessageContaining(words);
    }
}
