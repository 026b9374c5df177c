// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static polder.decode.sflow.Sflow.AT;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.flow.Exporter;
import polder.api.flow.Exporter.Sampling;
import polder.api.flow.Reject;
import polder.api.testing.Decoding;

/** What exporters tell of themselves: rates, lost samples, and counters of interfaces beside the estimate from samples. */
public class CountersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long GIGABIT = 1_000_000_000L;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SflowDecoder decoder;
    private Decoding lane;
    private int sequence;

    @Before
    public void begin() {
        decoder = new SflowDecoder(folder.getRoot().toPath());
        lane = new Decoding(decoder);
    }

    private void send(Sflow datagram, long second) {
        lane.add(datagram.arriving(AT + second * SECOND));
    }

    private Sflow next() {
        return new Sflow(++sequence);
    }

    private Exporter exporter() {
        return decoder.exporters().get(0);
    }

    private Exporter.Details details() {
        return decoder.details(exporter());
    }

    @Test
    public void ratesAreThoseOfEachSourceAndTheLastOne() {
        send(next().flow(3, 1000, 0, 3, 7).udp(64).flow(3, 1000, 0, 3, 7).udp(64), 0);
        assertThat(exporter().sampling()).isEqualTo(new Sampling("all", 1000, "flow sample"));
        send(
                next().flow(4, 2000, 0, 4, 7)
                        .udp(64)
                        .flow(0x0200_0005, 3000, 0, 5, 7)
                        .udp(64),
                1);
        send(next().flow(3, 500, 0, 3, 7).udp(64), 2);
        assertThat(exporter().sampling()).isEqualTo(new Sampling("last sample", 500, "flow sample"));
        assertThat(details().samplings())
                .containsExactlyInAnyOrder(
                        new Sampling("interface 3", 500, "flow sample, 1:1000 before"),
                        new Sampling("interface 4", 2000, "flow sample"),
                        new Sampling("entity 5", 3000, "flow sample"));
    }

    @Test
    public void aRateOfZeroIsTakenForOneAndTold() {
        send(next().flow(0).udp(64), 0);
        assertThat(lane.flows().get(0).samplingRate()).isEqualTo(1);
        assertThat(exporter().hints()).singleElement().asString().startsWith("it gives a sampling rate of 0");
    }

    @Test
    public void samplesTheExporterLostAreTold() {
        send(next().flow(3, 1000, -15, 3, 7).udp(64), 0);
        for (int i = 0; i < 100; i++) {
            send(next().flow(3, 1000, -5 + 10 * i, 3, 7).udp(64), i);
        }
        assertThat(exporter().hints()).singleElement().asString().startsWith("it lost 1.00k samples itself");
    }

    @Test
    public void fewLostSamplesAreNoFault() {
        send(next().flow(3, 1000, 77, 3, 7).udp(64), 0);
        for (int i = 0; i < 200; i++) {
            send(next().flow(3, 1000, 78, 3, 7).udp(64), i);
        }
        assertThat(exporter().hints()).isEmpty();
    }

    @Test
    public void whoSendsCountersOnlyIsTold() {
        for (int i = 0; i < 30; i++) {
            send(next().counters(3, GIGABIT, i, i), i);
        }
        assertThat(exporter().hints()).singleElement().asString().startsWith("it sends counters and no flow samples");
        assertThat(exporter().sampling().source()).isEqualTo("unknown");
    }

    @Test
    public void anInterfacesRatesAreThoseOfItsCountersAndOfItsSamples() {
        send(next().counters(3, GIGABIT, 5000, 100).counters(7, GIGABIT, 0, 0), 0);
        for (int i = 0; i < 10; i++) {
            // 982 bytes of IP are a frame of 1000
            send(next().flow(3, 1000, 0, 3, 7).udp(982), i + 1);
        }
        send(next().counters(3, GIGABIT, 5000 + 10_000_000, 600).counters(7, GIGABIT, 0, 20_000_000), 20);
        assertThat(details().interfaces())
                .extracting(
                        Exporter.Interface::index,
                        Exporter.Interface::speed,
                        Exporter.Interface::in,
                        Exporter.Interface::out,
                        Exporter.Interface::sampledIn,
                        Exporter.Interface::sampledOut)
                .containsExactlyInAnyOrder(
                        tuple(3L, GIGABIT, 4_000_000L, 200L, 4_000_000L, 0L),
                        tuple(7L, GIGABIT, 0L, 8_000_000L, 0L, 4_000_000L));
        assertThat(exporter().hints()).as("10 samples prove nothing").isEmpty();
    }

    /** Runs an interface at so many times the traffic its samples say, for 20 minutes. */
    private List<String> hintsAt(double factor, boolean bothWays) {
        Random random = new Random(1);
        double octets = 0;
        send(next().counters(3, GIGABIT, 0, 0).counters(7, GIGABIT, 0, 0), 0);
        for (int second = 1; second <= 1200; second++) {
            int samples = random.nextInt(3);
            for (int i = 0; i < samples; i++) {
                int length = random.nextBoolean() ? 1500 : 64;
                send(next().flow(3, 1000, 0, 3, 7).udp(length - 18), second);
                if (bothWays) {
                    send(next().flow(7, 1000, 0, 3, 7).udp(length - 18), second);
                }
            }
            octets += factor * 1000 * 782;
            if (second % 30 == 0) {
                send(next().counters(3, GIGABIT, (long) octets, 0).counters(7, GIGABIT, 0, (long) octets), second);
            }
        }
        return exporter().hints();
    }

    @Test
    public void samplesThatAgreeWithCountersAreNoFault() {
        assertThat(hintsAt(1, false)).isEmpty();
    }

    @Test
    public void aWrongSamplingRateIsTold() {
        assertThat(hintsAt(4, false))
                .singleElement()
                .asString()
                .matches("interface 3 in: samples say 2\\d % of what its own counters say \\(last .*bps, .*bps\\): "
                        + "check the sampling rate, .*");
    }

    @Test
    public void packetsSampledOnBothSidesAreTold() {
        assertThat(hintsAt(1, true))
                .hasSize(2)
                .allMatch(hint -> hint.contains("both where they come in and where they go out"));
    }

    @Test
    public void countersThatBeginAnewOrAreUnknownGiveNoRate() {
        send(next().counters(3, GIGABIT, 10_000_000, -1), 0);
        send(next().counters(3, GIGABIT, 20_000_000, -1), 10);
        assertThat(details().interfaces().get(0).in()).isEqualTo(8_000_000);
        assertThat(details().interfaces().get(0).out()).isZero();
        send(next().counters(3, GIGABIT, 5, 7), 20);
        assertThat(details().interfaces().get(0).in()).isZero();
        send(next().counters(3, GIGABIT, Long.MAX_VALUE, 7), 30);
        assertThat(details().interfaces().get(0).in()).isZero();
    }

    @Test
    public void anExporterThatInventsInterfacesIsBounded() {

        for (int i = 0; i < 3000; i++) {
            send(next().flow(i + 1, 10, 0, i + 1, 7).udp(64).counters(1_000_000 + i, GIGABIT, 1, 1), 1);
        }
        assertThat(details().samplings().size() + details().interfaces().size()).isEqualTo(PortTable.MOST);
        assertThat(exporter().rejects()).isEqualTo(Map.of(Reject.OVER_LIMIT, 6000L - PortTable.MOST));
        assertThat(exporter().flows()).as("flows count all the same").isEqualTo(3000);
    }

    @Test
    public void datagramsAndFlowsASecondAreToldWhileItSends() {
        long now = System.currentTimeMillis() * 1_000_000;
        for (int i = 0; i <= 100; i++) {
            lane.add(next().flow(1).udp(64).flow(1).udp(64).arriving(now - 10 * SECOND + i * SECOND / 10));
        }
        assertThat(exporter().datagramsPerSecond()).isBetween(9.9, 10.1);
        assertThat(exporter().flowsPerSecond()).isBetween(19.8, 20.2);
        SflowDecoder old = new SflowDecoder(folder.getRoot().toPath());
        lane = new Decoding(old);
        for (int i = 0; i <= 100; i++) {
            lane.add(next().flow(1).udp(64).arriving(now - 100 * SECOND + i * SECOND / 10));
        }
        assertThat(old.exporters().get(0).datagramsPerSecond()).isZero();
    }
}
