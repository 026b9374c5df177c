// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;
import polder.api.flow.Exporter;
import polder.api.testing.Decoding;

/** Where a sampling rate comes from, and what it applies to. */
public class SamplingTest {
    private final NetflowDecoder decoder = Decoders.fresh();
    private final Decoding lane = new Decoding(decoder);

    private int rate() {
        return lane.flows().get(lane.flows().size() - 1).samplingRate();
    }

    private Exporter.Sampling inForce() {
        return decoder.exporters().get(0).sampling();
    }

    private int rateAfter(Export options) {
        lane.add(options.packet());
        lane.add(Export.nine()
                .template(256, Export.FLOW)
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .packet());
        lane.add(Export.ipfix()
                .template(256, Export.FLOW)
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .packet());
        return lane.flows().stream().mapToInt(Decoding.Flow::samplingRate).max().orElseThrow();
    }

    @Test
    public void nothingSaidIsUnsampled() {
        assertThat(rateAfter(Export.ipfix())).isEqualTo(1);
        assertThat(inForce()).isEqualTo(new Exporter.Sampling("all", 1, "unsampled"));
    }

    @Test
    public void intervalOfTheWholeSystem() {
        assertThat(rateAfter(Export.nine()
                        .options(512, "1/4", "34/4 35/1")
                        .set(512)
                        .u32(0)
                        .u32(1000)
                        .u8(2)))
                .isEqualTo(1000);
        assertThat(decoder.exporters().stream()
                        .filter(exporter -> exporter.protocol().equals("NetFlow 9"))
                        .map(Exporter::sampling))
                .containsExactly(new Exporter.Sampling("all", 1000, "options 34"));
    }

    @Test
    public void intervalInTwoBytesOrTurnedRound() {
        assertThat(rateAfter(Export.nine()
                        .options(512, "1/4", "50/2")
                        .set(512)
                        .u32(0)
                        .u16(2048)))
                .isEqualTo(2048);
        assertThat(rateAfter(Export.nine()
                        .options(512, "1/4", "34/4")
                        .set(512)
                        .u32(0)
                        .u32(0x00080000L * 256)))
                .isEqualTo(2048);
    }

    @Test
    public void packetIntervalAndSpaceOfAll() {
        assertThat(rateAfter(Export.ipfix()
                        .options(512, "149/4", "304/2 305/4 306/4")
                        .set(512)
                        .u32(0)
                        .u16(1)
                        .u32(10)
                        .u32(990)))
                .isEqualTo(100);
    }

    @Test
    public void packetIntervalAlone() {
        assertThat(rateAfter(Export.ipfix()
                        .options(512, "149/4", "305/4")
                        .set(512)
                        .u32(0)
                        .u32(4096)))
                .isEqualTo(4096);
    }

    @Test
    public void sizeOutOfPopulation() {
        assertThat(rateAfter(Export.ipfix()
                        .options(512, "149/4", "309/4 310/4")
                        .set(512)
                        .u32(0)
                        .u32(2)
                        .u32(1024)))
                .isEqualTo(512);
    }

    @Test
    public void probability() {
        assertThat(rateAfter(Export.ipfix()
                        .options(512, "149/4", "311/8")
                        .set(512)
                        .u32(0)
                        .u64(Double.doubleToLongBits(0.01))))
                .isEqualTo(100);
    }

    @Test
    public void aSamplerAppliesToRecordsThatNameIt() {
        lane.add(Export.nine()
                .options(512, "1/4", "48/1 49/1 50/4")
                .set(512)
                .u32(0)
                .bytes(1, 2)
                .u32(2000)
                .u32(0)
                .bytes(2, 2)
                .u32(4000)
                .packet());
        lane.add(Export.nine()
                .template(256, Export.FLOW + " 48/1")
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .u8(1)
                .flow("198.51.100.1", "203.0.113.1")
                .u8(2)
                .flow("198.51.100.1", "203.0.113.1")
                .u8(9)
                .packet());
        assertThat(lane.flows()).extracting(Decoding.Flow::samplingRate).containsExactly(2000, 4000, 1);
        Exporter exporter = decoder.exporters().get(0);
        assertThat(decoder.details(exporter).samplings())
                .containsExactly(
                        new Exporter.Sampling("sampler 1", 2000, "options 50"),
                        new Exporter.Sampling("sampler 2", 4000, "options 50"));
        assertThat(exporter.hints()).anyMatch(hint -> hint.contains("sampler 9"));
    }

    @Test
    public void aSelectorAppliesToRecordsThatNameIt() {
        lane.add(Export.ipfix()
                .options(512, "302/8", "305/4 306/4")
                .set(512)
                .u64(7)
                .u32(1)
                .u32(999)
                .template(256, Export.FLOW + " 302/8")
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .u64(7)
                .packet());
        assertThat(rate()).isEqualTo(1000);
    }

    @Test
    public void theOnlySamplerAppliesToRecordsThatNameNone() {
        assertThat(rateAfter(Export.nine()
                        .options(512, "1/4", "48/1 50/4")
                        .set(512)
                        .u32(0)
                        .u8(3)
                        .u32(512)))
                .isEqualTo(512);
    }

    @Test
    public void anInterfaceAppliesToWhatCameInByIt() {
        lane.add(Export.nine()
                .options(512, "2/4", "34/4 35/1")
                .set(512)
                .u32(17)
                .u32(100)
                .u8(1)
                .u32(18)
                .u32(200)
                .u8(1)
                .template(256, Export.FLOW + " 10/2")
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .u16(17)
                .flow("198.51.100.1", "203.0.113.1")
                .u16(18)
                .flow("198.51.100.1", "203.0.113.1")
                .u16(19)
                .packet());
        assertThat(lane.flows()).extracting(Decoding.Flow::samplingRate).containsExactly(100, 200, 1);
    }

    @Test
    public void aRecordsOwnRateComesFirst() {
        lane.add(Export.nine()
                .options(512, "1/4", "34/4")
                .set(512)
                .u32(0)
                .u32(1000)
                .template(256, Export.FLOW + " 34/4")
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .u32(64)
                .packet());
        assertThat(rate()).isEqualTo(64);
        assertThat(inForce()).isEqualTo(new Exporter.Sampling("all", 64, "field 34"));
    }

    @Test
    public void aChangeIsInForceAtOnceAndSamplingMayEnd() {
        for (int told : List.of(100, 1000, 0)) {
            lane.add(Export.ipfix()
                    .options(512, "149/4", "34/4")
                    .set(512)
                    .u32(0)
                    .u32(told)
                    .template(256, Export.FLOW)
                    .set(256)
                    .flow("198.51.100.1", "203.0.113.1")
                    .packet());
        }
        assertThat(lane.flows()).extracting(Decoding.Flow::samplingRate).containsExactly(100, 1000, 1);
    }

    @Test
    public void theCfgOverridesAndStandsInAndIsNamedAsTheSource() {
        NetflowDecoder told = Decoders.fresh("sampling.default", "10");
        told.addExporterCfg(new ExporterCfg(Decoders.properties(
                "polder.decode.netflow.exporter~edge", "addresses", "192.0.2.9/32", "sampling", "500")));
        Decoding toldLane = new Decoding(told);
        for (String address : List.of("192.0.2.9", "192.0.2.10")) {
            toldLane.add(Export.ipfix()
                    .from(address)
                    .template(256, Export.FLOW)
                    .set(256)
                    .flow("198.51.100.1", "203.0.113.1")
                    .packet());
        }
        toldLane.add(new Datagram(0, 1000).sampling(64).records(1).packet());
        toldLane.add(new Datagram(0, 1000).engine(3).records(1).packet());
        assertThat(toldLane.flows()).extracting(Decoding.Flow::samplingRate).containsExactly(500, 10, 64, 10);
        assertThat(told.exporters())
                .extracting(Exporter::sampling)
                .contains(
                        new Exporter.Sampling("all", 500, "etc/polder.decode.netflow.exporter-edge.cfg"),
                        new Exporter.Sampling("all", 10, "etc/polder.decode.netflow.cfg"),
                        new Exporter.Sampling("all", 64, "v5 header"));
    }

    @Test
    public void ratesOfInterfacesAreBounded() {
        for (int i = 0; i < 6000; i++) {
            lane.add(Export.nine()
                    .options(512, "2/4", "34/4")
                    .set(512)
                    .u32(i)
                    .u32(100)
                    .packet());
        }
        assertThat(decoder.details(decoder.exporters().get(0)).samplings()).hasSize(Samplings.MOST);
    }
}
