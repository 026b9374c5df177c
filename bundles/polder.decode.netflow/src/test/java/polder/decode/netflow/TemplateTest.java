// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.flow.Exporter;
import polder.api.flow.Reject;
import polder.api.testing.Decoding;

public class TemplateTest {
    private final NetflowDecoder decoder = Decoders.fresh();
    private final Decoding lane = new Decoding(decoder);

    private static Export data(Export export, String target) {
        return export.set(256).flow("198.51.100.1", target);
    }

    private List<String> targets() {
        return lane.flows().stream().map(flow -> flow.target().toString()).toList();
    }

    private Exporter exporter() {
        return decoder.exporters().get(0);
    }

    @Test
    public void aTemplateHoldsForLaterDatagramsOfItsDomainOnly() {
        lane.add(Export.ipfix().domain(1).template(256, Export.FLOW).packet());
        lane.add(data(Export.ipfix().domain(1), "203.0.113.1").packet());
        lane.add(data(Export.ipfix().domain(2), "203.0.113.2").packet());
        lane.add(
                data(Export.ipfix().domain(1).from("192.0.2.77"), "203.0.113.3").packet());
        lane.add(data(Export.nine().domain(1), "203.0.113.4").packet());
        assertThat(targets()).containsExactly("203.0.113.1");
    }

    @Test
    public void templatesAndDataMayComeFromDifferentPortsAndToDifferentLanes() {
        Decoding other = new Decoding(decoder);
        other.add(Export.nine().port(61853).template(256, Export.FLOW).packet());
        lane.add(data(Export.nine().port(65156), "203.0.113.1").packet());
        assertThat(targets()).containsExactly("203.0.113.1");
    }

    @Test
    public void aTemplateDefinedAnewIsInForceAtOnce() {
        lane.add(data(Export.ipfix().template(256, Export.FLOW), "203.0.113.1").packet());
        lane.add(Export.ipfix()
                .template(256, "12/4 8/4 4/1 2/4 1/4")
                .set(256)
                .ip("203.0.113.2")
                .ip("198.51.100.1")
                .u8(6)
                .u32(1)
                .u32(60)
                .packet());
        assertThat(targets()).containsExactly("203.0.113.1", "203.0.113.2");
        assertThat(decoder.details(exporter()).templates()).singleElement().satisfies(template -> assertThat(
                        template.fields())
                .containsExactly(
                        "destinationIPv4Address",
                        "sourceIPv4Address",
                        "protocolIdentifier",
                        "packetDeltaCount",
                        "octetDeltaCount"));
    }

    @Test
    public void aWithdrawnTemplateIsKeptUntilItsNumberIsGivenAnew() {
        lane.add(Export.ipfix().template(256, Export.FLOW).packet());
        lane.add(Export.ipfix().set(2).u16(256).u16(0).set(2).u16(2).u16(0).packet());
        lane.add(data(Export.ipfix(), "203.0.113.1").packet());
        assertThat(targets()).containsExactly("203.0.113.1");
        assertThat(lane.rejects()).isEmpty();
    }

    @Test
    public void aTemplateNeitherSentNorNeededExpires() {
        NetflowDecoder forgetful = Decoders.fresh("template.lifetime", "1h");
        Decoding forgetfulLane = new Decoding(forgetful);
        long hour = 3_600_000;
        forgetfulLane.add(Export.ipfix()
                .template(256, Export.FLOW)
                .template(257, Export.FLOW)
                .packet());
        forgetfulLane.add(data(Export.ipfix(), "203.0.113.1").arriving(Export.EXPORT_MILLIS + hour));
        forgetful.tend((Export.EXPORT_MILLIS + hour + 1000) * 1_000_000);
        assertThat(forgetful.details(forgetful.exporters().get(0)).templates())
                .extracting(Exporter.Template::id)
                .containsExactly(256);
    }

    @Test
    public void severalTemplatesInASetAndSeveralSetsInAMessage() {
        lane.add(Export.ipfix()
                .set(2)
                .u16(256)
                .u16(1)
                .u16(12)
                .u16(4)
                .u16(257)
                .u16(2)
                .u16(12)
                .u16(4)
                .u16(1)
                .u16(4)
                .set(257)
                .ip("203.0.113.1")
                .u32(60)
                .ip("203.0.113.2")
                .u32(61)
                .set(4711)
                .u32(0)
                .set(257)
                .ip("203.0.113.3")
                .u32(62)
                .pad(3)
                .packet());
        assertThat(targets()).containsExactly("203.0.113.1", "203.0.113.2", "203.0.113.3");
        assertThat(exporter().templates()).isEqualTo(2);
    }

    @Test
    public void enterpriseFieldsAndFieldsOfVariableLengthArePassedOver() {
        lane.add(Export.ipfix()
                .template(256, "99999:7/v 12/4 83/v 6871:14/2 1/4")
                .set(256)
                .u8(3)
                .bytes(1, 2, 3)
                .ip("203.0.113.1")
                .u8(255)
                .u16(300)
                .bytes(new byte[300])
                .u16(0)
                .u32(60)
                .u8(0)
                .ip("203.0.113.2")
                .u8(0)
                .u16(0)
                .u32(61)
                .pad(3)
                .packet());
        assertThat(lane.flows()).extracting(Decoding.Flow::bytes).containsExactly(60L, 61L);
        assertThat(targets()).containsExactly("203.0.113.1", "203.0.113.2");
    }

    @Test
    public void aVariableLengthThatReachesBeyondItsSetIsRefused() {
        lane.add(Export.ipfix()
                .template(256, "12/4 1/4 83/v")
                .set(256)
                .ip("203.0.113.1")
                .u32(60)
                .u8(200)
                .bytes(1, 2, 3)
                .packet());
        assertThat(lane.flows()).isEmpty();
        assertThat(lane.rejects()).isEqualTo(Map.of(Reject.TRUNCATED, 1L));
    }

    @Test
    public void templatesThatCannotBeAreRefused() {
        lane.add(Export.ipfix().template(255, Export.FLOW).packet());
        lane.add(Export.ipfix().template(256, "12/0 1/0").packet());
        lane.add(Export.nine().template(256, "12/65535 1/65535").packet());
        lane.add(Export.ipfix().set(2).u16(256).u16(60_000).u16(12).u16(4).packet());
        lane.add(Export.ipfix()
                .set(3)
                .u16(256)
                .u16(2)
                .u16(3)
                .u16(12)
                .u16(4)
                .u16(1)
                .u16(4)
                .packet());
        assertThat(lane.rejects()).isEqualTo(Map.of(Reject.MALFORMED, 4L, Reject.TRUNCATED, 1L));
        assertThat(decoder.exporters()).allMatch(exporter -> exporter.templates() == 0);
    }

    @Test
    public void anExporterThatInventsTemplatesKeepsThoseItSendsDataFor() {
        lane.add(Export.nine().template(256, Export.FLOW).packet());
        for (int i = 0; i < 5000; i++) {
            lane.add(Export.nine()
                    .template(300 + i, Export.FLOW + " 10/" + (1 + i % 8))
                    .packet());
            lane.add(data(Export.nine().uptime(Export.UPTIME + i), "203.0.113.1")
                    .arriving(Export.EXPORT_MILLIS + 1000 + i));
        }
        assertThat(lane.flows()).hasSize(5000);
        assertThat(exporter().templates()).isEqualTo(256);
        assertThat(exporter().rejects()).containsEntry(Reject.OVER_LIMIT, 5001L - 256);
        assertThat(exporter().hints()).anyMatch(hint -> hint.contains("templates.max"));
    }

    @Test
    public void dataBeforeItsTemplateIsReadWhenThatComes() {
        lane.add(data(Export.ipfix(), "203.0.113.1").packet());
        assertThat(exporter().waiting()).isEqualTo(1);
        assertThat(exporter().hints()).anyMatch(hint -> hint.contains("has not sent its template 256"));
        lane.add(data(Export.ipfix(), "203.0.113.2").arriving(Export.EXPORT_MILLIS + 2000));
        lane.add(data(Export.ipfix().template(256, Export.FLOW), "203.0.113.3").arriving(Export.EXPORT_MILLIS + 3000));
        assertThat(targets()).containsExactly("203.0.113.1", "203.0.113.2", "203.0.113.3");
        assertThat(exporter().waiting()).isZero();
        assertThat(exporter().hints()).isEmpty();
        assertThat(lane.rejects()).isEmpty();
    }

    @Test
    public void dataThatWaitsInVainIsCounted() {
        lane.add(data(Export.ipfix(), "203.0.113.1").packet());
        decoder.tend((Export.EXPORT_MILLIS + 31_000) * 1_000_000);
        lane.add(Export.ipfix().template(256, Export.FLOW).arriving(Export.EXPORT_MILLIS + 31_000));
        assertThat(lane.flows()).isEmpty();
        assertThat(exporter().rejects()).isEqualTo(Map.of(Reject.MISSING_TEMPLATE, 1L));
    }

    @Test
    public void whatWaitsIsBoundedAndTheOldestMakesRoom() {
        for (int i = 0; i < 2000; i++) {
            lane.add(data(Export.ipfix(), "203.0.113." + i % 250)
                    .set(256)
                    .bytes(new byte[500])
                    .arriving(Export.EXPORT_MILLIS + i));
        }
        assertThat(exporter().waiting()).isLessThan(130);
        assertThat(lane.rejects().get(Reject.MISSING_TEMPLATE)).isGreaterThan(3800);
    }
}
