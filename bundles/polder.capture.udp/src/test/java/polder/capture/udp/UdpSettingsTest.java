// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;
import polder.api.config.SettingsException;
import polder.capture.udp.UdpSettings.Receiver;
import polder.wire.Prefix;

public class UdpSettingsTest {
    @Test
    public void anEmptyFileMeansTheDefaults() {
        UdpSettings settings = UdpSettings.of(Datagrams.properties());
        assertThat(settings.instance()).isEqualTo("edge");
        assertThat(settings.dual()).isTrue();
        assertThat(settings.port()).isEqualTo(2055);
        assertThat(settings.decoder()).isEqualTo("netflow");
        assertThat(settings.lanes()).isEqualTo(1);
        assertThat(settings.allow()).isEmpty();
        assertThat(settings.receiveBuffer()).isEqualTo(16 << 20);
        assertThat(settings.datagramMax()).isEqualTo(9216);
        assertThat(settings.receiver()).isEqualTo(Receiver.AUTO);
    }

    @Test
    public void everyFaultIsNamedAtOnce() {
        assertThatThrownBy(() -> UdpSettings.of(
                        Datagrams.properties("host", "router.example", "lanes", "65", "recieve.buffer", "1mb")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "etc/polder.capture.udp-edge.cfg: host = router.example is not accepted; give an address")
                .hasMessageContaining("lanes = 65 is not accepted; give a whole number from 1 to 64")
                .hasMessageContaining("recieve.buffer is no key of this file; did you mean receive.buffer?");
    }

    @Test
    public void allowedExportersAreAddressesAndPrefixes() {
        assertThat(UdpSettings.of(Datagrams.properties("allow", "192.0.2.1, 198.51.100.0/24 2001:db8::/32"))
                        .allow())
                .extracting(Prefix::toString)
                .containsExactly("192.0.2.1", "198.51.100.0/24", "2001:db8::/32");
        assertThatThrownBy(() -> UdpSettings.of(Datagrams.properties("allow", "192.0.2.1, 198.51.100.7/24")))
                .hasMessageContaining("etc/polder.capture.udp-edge.cfg: allow = 198.51.100.7/24 is not accepted: "
                        + "198.51.100.7/24 has host bits set; the network is 198.51.100.0/24");
    }

    @Test
    public void aSmallReceiveBufferIsSaidWithItsCure() {
        assertThat(UdpCapture.tooSmall(UdpSettings.of(Datagrams.properties()), 208 << 10))
                .isEqualTo("edge: receive buffer is 208 KiB, asked for 16 MiB; "
                        + "raise it with: sysctl -w net.core.rmem_max=16777216");
    }
}
