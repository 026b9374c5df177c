// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import polder.api.flow.Exporter;
import polder.api.flow.Exporter.Details;
import polder.api.flow.Exporter.Interface;
import polder.api.flow.Exporter.Sampling;
import polder.api.flow.Exporter.Template;
import polder.api.flow.Exporters;
import polder.api.flow.Reject;
import polder.wire.Address;

/** Routers of all protocols, two of them with something wrong. */
final class FakeExporters implements Exporters {
    static final String LOST_TEMPLATES =
            "sends data but no template for it: on the router, have templates sent each minute"
                    + " ('template data timeout 60' in its exporter map)";
    static final String TWICE = "tells of each flow on entry and on exit: export on ingress only";

    final List<Exporter> known = new ArrayList<>(List.of(
            netflow9("192.0.2.10", 512, 40, 0, List.of()),
            sflow("198.51.100.1", "10.255.0.1"),
            netflow9("192.0.2.7", 256, 0, 17, List.of(LOST_TEMPLATES)),
            netflow9("192.0.2.7", 0, 5, 0, List.of(TWICE, "its clock is 1d off: set it by NTP")),
            netflow5("192.0.2.1"),
            netflow9("2001:db8::7", 0, 2, 0, List.of())));

    static Exporter netflow5(String address) {
        Address sender = Address.parse(address);
        return new Exporter(
                sender,
                sender,
                "NetFlow 5",
                0,
                1_000_000,
                29_000_000,
                3,
                "flows",
                10,
                291.3,
                new Sampling("all", 512, "v5 header"),
                0,
                0,
                -20,
                Map.of(),
                List.of(),
                Instant.now());
    }

    static Exporter netflow9(String address, long domain, int templates, int waiting, List<String> hints) {
        Address sender = Address.parse(address);
        return new Exporter(
                sender,
                sender,
                "NetFlow 9",
                domain,
                1_200,
                templates == 0 ? 0 : 31_000,
                40,
                "datagrams",
                2.25,
                templates == 0 ? 0 : 1250,
                new Sampling("all", 1000, "options 34"),
                templates,
                waiting,
                90_061_000,
                Map.of(Reject.MISSING_TEMPLATE, 17L, Reject.OVER_LIMIT, 2100L),
                hints,
                Instant.now().minusSeconds(3));
    }

    static Exporter sflow(String address, String agent) {
        return new Exporter(
                Address.parse(address),
                Address.parse(agent),
                "sFlow 5",
                3,
                500_000,
                3_500_000,
                0,
                "datagrams",
                12_500,
                87_500,
                new Sampling("all", 2048, "sample"),
                0,
                0,
                0,
                Map.of(),
                List.of(),
                Instant.now());
    }

    @Override
    public List<Exporter> exporters() {
        return List.copyOf(known);
    }

    @Override
    public Details details(Exporter exporter) {
        Instant now = Instant.now();
        if (exporter.protocol().equals("sFlow 5")) {
            return new Details(
                    List.of(
                            new Sampling("interface 1001", 2048, "sample"),
                            new Sampling("interface 1002", 4096, "sample")),
                    List.of(),
                    List.of(
                            new Interface(1002, 0, 0, 12_000, 0, 0, now.minusSeconds(90)),
                            new Interface(
                                    1001,
                                    100_000_000_000L,
                                    9_400_000_000L,
                                    1_200_000_000L,
                                    9_290_000_000L,
                                    610_000_000L,
                                    now)));
        }
        if (exporter.templates() == 0) {
            return Details.NONE;
        }
        List<String> fields = List.of(
                "sourceIPv4Address",
                "destinationIPv4Address",
                "sourceTransportPort",
                "destinationTransportPort",
                "protocolIdentifier",
                "octetDeltaCount",
                "packetDeltaCount",
                "field 9:12345");
        return new Details(
                List.of(
                        new Sampling("all", 1000, "options 34"),
                        new Sampling("interface 17", 100, "etc/polder.decode.netflow.cfg")),
                List.of(
                        new Template(512, true, List.of("system", "samplingInterval", "samplingAlgorithm"), 9, 3, now),
                        new Template(256, false, fields, 0, 31_000, now.minusSeconds(61))),
                List.of());
    }
}
