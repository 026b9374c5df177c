// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.Test;
import polder.api.config.SettingsException;
import polder.capture.afpacket.AfPacketSettings.Direction;
import polder.capture.afpacket.AfPacketSettings.Length;
import polder.capture.afpacket.AfPacketSettings.RingSize;
import polder.wire.Layer;

public class AfPacketSettingsTest {
    private static final String FILE = "etc/polder.capture.afpacket-mirror.cfg: ";

    @Test
    public void theInterfaceIsEnough() {
        AfPacketSettings settings = Properties.settings("interface", "eth1");
        assertThat(settings)
                .isEqualTo(new AfPacketSettings(
                        "mirror",
                        "eth1",
                        "packet",
                        1,
                        Fanout.HASH,
                        true,
                        Direction.IN,
                        new RingSize(1 << 20, 64, 20),
                        256,
                        "",
                        Length.FRAME,
                        1,
                        Layer.OWN));
        assertThat(settings.ring().bytes()).isEqualTo(64 << 20);
    }

    @Test
    public void theDefaultsOfTheComponentAreThoseOfTheSettings() throws Exception {
        Object[] all = Arrays.stream(AfPacketCapture.Config.class.getDeclaredMethods())
                .filter(method -> method.getDefaultValue() != null)
                .flatMap(method ->
                        Arrays.stream(new Object[] {method.getName().replace('_', '.'), method.getDefaultValue()}))
                .toArray();
        assertThat(all).hasSize(26);
        Object[] withInterface = Arrays.copyOf(all, all.length + 2);
        withInterface[all.length] = "interface";
        withInterface[all.length + 1] = "eth1";
        assertThat(Properties.settings(withInterface)).isEqualTo(Properties.settings("interface", "eth1"));
    }

    @Test
    public void everyFanoutHasTheKernelsNumber() {
        assertThat(Fanout.values()).extracting(mode -> mode.number).containsExactly(0, 1, 2, 3, 5);
        assertThat(Properties.settings("interface", "eth1", "fanout", "qm").fanout())
                .isEqualTo(Fanout.QM);
    }

    @Test
    public void everyFaultIsNamedAtOnce() {
        assertThatThrownBy(() -> Properties.settings("interface", "a name too long for one", "fanout", "random"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(FILE + "interface = a name too long for one is no name of an interface")
                .hasMessageContaining("fanout = random is not accepted; give one of hash, lb, cpu, rollover, qm");
        assertThatThrownBy(() -> Properties.settings("sampling", "0", "snap.len", "96"))
                .hasMessageContaining(FILE + "interface is missing")
                .hasMessageContaining("sampling = 0 is not accepted; give a whole number from 1 to 1000000")
                .hasMessageContaining("snap.len is no key of this file; did you mean snaplen?");
    }

    @Test
    public void aRingTheKernelWouldRefuseIsRefused() {
        assertThatThrownBy(() -> Properties.settings("interface", "eth1", "block.size", "100kb"))
                .hasMessage(FILE + "block.size = 100kb is not accepted; give a multiple of 64kb");
        assertThatThrownBy(() -> Properties.settings("interface", "eth1", "block.size", "64mb", "block.count", "17"))
                .hasMessage(FILE + "block.count = 17 blocks of this size are more than 1gb; give fewer");
    }

    @Test
    public void aWrongFilterIsRefusedWithTheWordsOfLibpcap() {
        Libpcap.assumed();
        assertThat(Properties.settings("interface", "eth1", "filter", "udp port 53")
                        .filter())
                .isEqualTo("udp port 53");
        assertThatThrownBy(() -> Properties.settings("interface", "eth1", "filter", "udp prot 53"))
                .hasMessageStartingWith(FILE + "filter = udp prot 53 is not accepted: ")
                .hasMessageContaining("syntax error");
    }

    @Test
    public void aWrongChangeLeavesTheLastGoodSettings() {
        AfPacketCapture capture = new AfPacketCapture(Properties.settings("interface", "eth1"));
        AfPacketSettings before = capture.settings();
        capture.modified(Properties.of("interface", "eth1", "lanes", "many"));
        assertThat(capture.settings()).isSameAs(before);
        capture.modified(Properties.of("interface", "eth1", "lanes", "2"));
        assertThat(capture.settings().lanes()).isEqualTo(2);
    }
}
