// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.Test;
import polder.api.flow.Reject;
import polder.api.testing.CaptureFile;
import polder.api.testing.Corpus;
import polder.api.testing.Decoding;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;

/** Datagrams that were never meant to be read, among them the kinds known to end or to hang other collectors. */
public class HostileTest {
    /** Datagrams of each capture of the corpus; all of them with {@code -Dhostile.datagrams=1000000}. */
    private static final int DATAGRAMS = Integer.getInteger("hostile.datagrams", 3);

    private final NetflowDecoder decoder = Decoders.fresh();
    private final Decoding lane = new Decoding(decoder);

    /** A good record is read after whatever came before. */
    private void assertStillReads(Export good) {
        lane.forget();
        lane.add(good.template(256, Export.FLOW)
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .packet());
        assertThat(lane.flows()).hasSize(1);
    }

    @Test(timeout = 20_000)
    public void aWithdrawalOfAllTemplatesDoesNoHarm() {
        lane.add(Export.ipfix().template(256, Export.FLOW).packet());
        lane.add(Export.ipfix().set(2).u16(2).u16(0).set(3).u16(3).u16(0).packet());
        assertStillReads(Export.ipfix());
    }

    @Test(timeout = 20_000)
    public void aTemplateOfFieldsWithoutLengthDoesNotLoop() {
        lane.add(Export.nine()
                .template(256, "8/0 12/0 1/0")
                .set(257)
                .bytes(new byte[64])
                .packet());
        lane.add(Export.ipfix()
                .template(256, "8/0 12/0 1/0")
                .set(257)
                .bytes(new byte[64])
                .packet());
        assertThat(lane.flows()).isEmpty();
        assertThat(lane.rejects().get(Reject.MALFORMED)).isEqualTo(2);
        assertStillReads(Export.nine());
    }

    @Test(timeout = 20_000)
    public void aSetShorterThanItsHeaderDoesNotLoop() {
        for (int length = 0; length < 4; length++) {
            byte[] message = Export.ipfix().set(256).bytes(new byte[32]).message();
            message[19] = (byte) length;
            lane.add(Packet.datagram(Export.EXPORTER, 1, message, 1));
        }
        assertThat(lane.rejects()).containsOnlyKeys(Reject.MALFORMED);
        assertStillReads(Export.ipfix());
    }

    @Test(timeout = 20_000)
    public void aSetThatClaimsMoreThanThereIsDoesNotLoop() {
        byte[] message = Export.ipfix().set(256).bytes(new byte[32]).message();
        message[18] = (byte) 0xff;
        lane.add(Packet.datagram(Export.EXPORTER, 1, message, 1));
        assertThat(lane.rejects()).containsOnlyKeys(Reject.TRUNCATED);
        assertStillReads(Export.ipfix());
    }

    @Test(timeout = 20_000)
    public void templatesWithTheNumbersOfTemplateSetsDoNotLoop() {
        lane.add(
                Export.ipfix().template(2, Export.FLOW).template(3, Export.FLOW).packet());
        lane.add(Export.nine().template(0, Export.FLOW).template(1, Export.FLOW).packet());
        assertThat(lane.flows()).isEmpty();
        assertStillReads(Export.ipfix());
        assertStillReads(Export.nine());
    }

    @Test(timeout = 20_000)
    public void aTemplateOfSixtyThousandFieldsIsRefused() {
        lane.add(Export.ipfix().set(2).u16(256).u16(60_000).bytes(new byte[256]).packet());
        assertThat(lane.rejects()).containsOnlyKeys(Reject.TRUNCATED);
        assertStillReads(Export.ipfix());
    }

    @Test(timeout = 20_000)
    public void anOptionsTemplateWhoseScopesAreLongerThanItselfIsRefused() {
        lane.add(Export.nine()
                .set(1)
                .u16(512)
                .u16(0xfffc)
                .u16(0xfffc)
                .bytes(new byte[64])
                .packet());
        lane.add(
                Export.ipfix().set(3).u16(512).u16(1).u16(9).bytes(new byte[64]).packet());
        assertThat(lane.rejects()).containsOnlyKeys(Reject.TRUNCATED, Reject.MALFORMED);
        assertStillReads(Export.nine());
    }

    @Test
    public void noMessageDoesHarmWholeCutOrChanged() {
        Hostile.check(
                () -> Decoders.fresh(),
                List.of(
                        Export.nine()
                                .options(512, "2/4", "48/1 34/4")
                                .set(512)
                                .record("4:1 1:2 4:100")
                                .template(256, "83/4 " + Export.FLOW + " 22/4 21/4 61/1 89/1")
                                .set(256)
                                .u32(0)
                                .flow("198.51.100.1", "203.0.113.1")
                                .record("4:1 4:2 1:0 1:2")
                                .packet(),
                        Export.ipfix()
                                .options(512, "302/2", "305/4 306/4")
                                .set(512)
                                .record("2:1 4:2 4:3")
                                .template(256, "83/v 12/4 315/v 29305:1/8")
                                .set(256)
                                .u8(2)
                                .u16(1)
                                .ip("203.0.113.1")
                                .u8(40)
                                .bytes(new byte[40])
                                .u64(60)
                                .packet()),
                120);
    }

    @Test
    public void noDatagramOfTheCorpusDoesHarmWholeCutOrChanged() {
        for (Path capture : Corpus.captures("netflow5", "netflow9", "ipfix", "tricky", "malformed/netflow9")) {
            List<Packet> datagrams = CaptureFile.read(capture).datagrams();
            Hostile.check(() -> Decoders.fresh(), datagrams.subList(0, Math.min(DATAGRAMS, datagrams.size())), 3600);
        }
    }

    @Test
    public void millionsOfRecordsInOneDatagramAreNoStall() {
        byte[] message = Export.ipfix()
                .template(256, "12/1")
                .set(256)
                .bytes(new byte[8000])
                .message();
        long before = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            lane.add(Packet.datagram(Export.EXPORTER, 1, message, 1));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(lane.flows()).isEmpty();
    }
}
