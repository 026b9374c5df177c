// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;
import polder.api.config.SettingsException;
import polder.api.testing.Decoding;

public class CfgTest {
    @Test
    public void whatIsWrongIsRefusedWithFileKeyAndWhatIsAccepted() {
        assertThatThrownBy(() -> Decoders.fresh("hold", "soon"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.decode.netflow.cfg: hold = soon")
                .hasMessageContaining("from 0ms to 10m");
        assertThatThrownBy(() -> Decoders.fresh("sampling.rate", "10")).hasMessageContaining("no key of this file");
        assertThatThrownBy(
                        () -> new ExporterCfg(Decoders.properties("polder.decode.netflow.exporter~a", "sampling", "5")))
                .hasMessageContaining("etc/polder.decode.netflow.exporter-a.cfg: addresses");
    }

    @Test
    public void aWrongChangeKeepsTheLastGoodCfgAndAGoodOneIsInForceAtOnce() {
        NetflowDecoder decoder = Decoders.fresh("sampling", "10");
        Decoding lane = new Decoding(decoder);
        lane.add(new Datagram(0, 1000).records(1).packet());
        decoder.modified(Decoders.properties("polder.decode.netflow", "sampling", "lots"));
        lane.add(new Datagram(1, 1000).records(1).packet());
        decoder.modified(Decoders.properties("polder.decode.netflow", "sampling", "20"));
        lane.add(new Datagram(2, 1000).records(1).packet());
        assertThat(lane.flows()).extracting(Decoding.Flow::samplingRate).containsExactly(10, 10, 20);
    }

    @Test
    public void theLongestPrefixThatHoldsAnExporterWins() {
        NetflowDecoder decoder = Decoders.fresh("sampling", "10");
        ExporterCfg some = new ExporterCfg(Decoders.properties(
                "polder.decode.netflow.exporter~some", "addresses", "192.0.2.0/24", "sampling", "30"));
        ExporterCfg one = new ExporterCfg(Decoders.properties(
                "polder.decode.netflow.exporter~one", "addresses", Datagram.EXPORTER, "sampling", "40"));
        Decoding lane = new Decoding(decoder);
        decoder.addExporterCfg(some);
        lane.add(new Datagram(0, 1000).records(1).packet());
        decoder.addExporterCfg(one);
        lane.add(new Datagram(1, 1000).records(1).packet());
        decoder.removeExporterCfg(one);
        decoder.removeExporterCfg(some);
        lane.add(new Datagram(2, 1000).records(1).packet());
        assertThat(lane.flows()).extracting(Decoding.Flow::samplingRate).containsExactly(30, 40, 10);
    }
}
