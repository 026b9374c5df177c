// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.Test;
import polder.api.config.SettingsException;
import polder.capture.tcp.TlsSettings.Client;

public class TcpSettingsTest {
    @Test
    public void anEmptyFileMeansTheDefaults() {
        TcpSettings settings = TcpSettings.of(Exporters.properties());
        assertThat(settings.instance()).isEqualTo("edge");
        assertThat(settings.dual()).isTrue();
        assertThat(settings.port()).isEqualTo(4739);
        assertThat(settings.decoder()).isEqualTo("netflow");
        assertThat(settings.lanes()).isEqualTo(1);
        assertThat(settings.allow()).isEmpty();
        assertThat(settings.receiveBuffer()).isEqualTo(4 << 20);
        assertThat(settings.messageMax()).isEqualTo(65536);
        assertThat(settings.messageTime()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.idle()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.connections()).isEqualTo(1000);
        assertThat(settings.connectionsPerAddress()).isEqualTo(16);
        assertThat(settings.tls().on()).isFalse();
        assertThat(settings.tls().client()).isEqualTo(Client.REQUIRE);
        assertThat(settings.tls().protocols()).containsExactly("TLSv1.2", "TLSv1.3");
    }

    @Test
    public void everyFaultIsNamedAtOnce() {
        assertThatThrownBy(() -> TcpSettings.of(Exporters.properties(
                        "host", "router.example", "idle", "0s", "allow", "192.0.2.1/24", "conections", "5")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "etc/polder.capture.tcp-edge.cfg: host = router.example is not accepted; give an address")
                .hasMessageContaining("idle = 0s is not accepted; give a time")
                .hasMessageContaining("allow = 192.0.2.1/24 is not accepted")
                .hasMessageContaining("conections is no key of this file; did you mean connections?");
    }

    @Test
    public void tlsNeedsItsFiles() {
        assertThatThrownBy(() -> TcpSettings.of(Exporters.properties("tls", "on")))
                .hasMessageContaining("tls.certificate is missing")
                .hasMessageContaining("tls.key is missing")
                .hasMessageContaining("tls.trusted is missing");
        assertThatThrownBy(() -> TcpSettings.of(Exporters.properties(
                        "tls", "on", "tls.client", "none", "tls.certificate", "/no/c.pem", "tls.key", "/no/k.pem")))
                .hasMessageContaining("tls.certificate = /no/c.pem cannot be read: there is no such file")
                .hasMessageContaining("tls.key = /no/k.pem cannot be read: there is no such file");
        assertThatThrownBy(() -> TcpSettings.of(Exporters.properties("tls.protocols", "TLSv1.1")))
                .hasMessageContaining("tls.protocols = TLSv1.1 is not accepted; give some of TLSv1.2, TLSv1.3");
    }

    @Test
    public void complaintsAreALineAMinute() {
        Complaints complaints = new Complaints("edge");
        long second = 1_000_000_000L;
        assertThat(complaints.line("192.0.2.1:4711", "version 9 is not that of IPFIX (10)", second))
                .isEqualTo("edge: connection of 192.0.2.1:4711 closed: version 9 is not that of IPFIX (10)");
        assertThat(complaints.line("192.0.2.2:1", "x", 2 * second)).isEmpty();
        assertThat(complaints.line("192.0.2.2:1", "x", 60 * second)).isEmpty();
        assertThat(complaints.line("192.0.2.3:1", "y", 61 * second))
                .isEqualTo("edge: connection of 192.0.2.3:1 closed: y; so were 2 others since the last such line");
        assertThat(complaints.line("192.0.2.3:1", "y", 122 * second))
                .isEqualTo("edge: connection of 192.0.2.3:1 closed: y");
    }
}
