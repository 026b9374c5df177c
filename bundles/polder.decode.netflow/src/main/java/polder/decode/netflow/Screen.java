// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import polder.api.flow.Exporter;
import polder.api.flow.Reject;
import polder.wire.Address;

/** What is known of exporters as answers that are safe to keep. Any thread. */
final class Screen {
    /** Silent for longer, an exporter sends nothing. */
    private static final long QUIET = 10_000_000_000L;

    private static final Address NONE = new Address(0, 0);

    private Screen() {}

    static List<Exporter> exporters(Book book) {
        List<Exporter> exporters = new ArrayList<>();
        long now = System.currentTimeMillis() * 1_000_000;
        for (Domain domain : book.domains().all()) {
            Exporter exporter = exporter(domain, now);
            if (exporter != null) {
                exporters.add(exporter);
            }
        }
        DomainTable table = book.domains();
        synchronized (table) {
            if (table.forgotten > 0) {
                exporters.add(forgotten(table));
            }
        }
        return exporters;
    }

    private static @org.jspecify.annotations.Nullable Exporter exporter(Domain domain, long now) {
        List<String> hints = Hints.of(domain, now);
        synchronized (domain) {
            if (domain.datagrams == 0) {
                return null;
            }
            boolean quiet = now - domain.lastSeen > QUIET;
            return new Exporter(
                    domain.address(),
                    domain.address(),
                    protocol(domain),
                    domain.number & 0xffff_ffffL,
                    domain.datagrams,
                    domain.flows,
                    domain.sequence.lost,
                    lostUnit(domain),
                    quiet ? 0 : domain.datagramsPerSecond,
                    quiet ? 0 : domain.flowsPerSecond,
                    new Exporter.Sampling("all", Math.max(1, domain.rate), source(domain)),
                    domain.templates.size(),
                    domain.held.sets(),
                    domain.skewMillis,
                    rejects(domain),
                    hints,
                    Instant.ofEpochSecond(0, domain.lastSeen));
        }
    }

    /** All displaced exporters as one, with the unspecified address; its domain is how many they were. */
    private static Exporter forgotten(DomainTable table) {
        return new Exporter(
                NONE,
                NONE,
                "forgotten",
                table.forgotten,
                table.forgottenDatagrams,
                table.forgottenFlows,
                table.forgottenLost,
                "units",
                0,
                0,
                new Exporter.Sampling("all", 1, "unknown"),
                0,
                0,
                0,
                Map.of(),
                List.of(),
                Instant.ofEpochSecond(0, table.forgottenSeen));
    }

    private static String protocol(Domain domain) {
        return domain.version == 10 ? "IPFIX" : "NetFlow " + domain.version;
    }

    private static String lostUnit(Domain domain) {
        boolean byRecords = domain.version != 9;
        return byRecords == domain.sequence.isOdd() ? "datagrams" : domain.version == 5 ? "flows" : "records";
    }

    private static String source(Domain domain) {
        return switch (domain.origin) {
            case NOTHING -> "unsampled";
            case HEADER -> "v5 header";
            case OPTIONS -> "options " + domain.originField;
            case RECORD -> "field " + domain.originField;
            case CFG, CFG_DEFAULT -> domain.settings.file();
        };
    }

    private static Map<Reject, Long> rejects(Domain domain) {
        Map<Reject, Long> rejects = new EnumMap<>(Reject.class);
        for (Reject reason : Reject.values()) {
            if (domain.rejects[reason.ordinal()] > 0) {
                rejects.put(reason, domain.rejects[reason.ordinal()]);
            }
        }
        return rejects;
    }

    static Exporter.Details details(Book book, Exporter exporter) {
        for (Domain domain : book.domains().all()) {
            synchronized (domain) {
                if (domain.address().equals(exporter.address())
                        && (domain.number & 0xffff_ffffL) == exporter.domain()
                        && protocol(domain).equals(exporter.protocol())) {
                    return details(domain);
                }
            }
        }
        return Exporter.Details.NONE;
    }

    private static Exporter.Details details(Domain domain) {
        List<Exporter.Sampling> samplings = new ArrayList<>();
        if (domain.origin != Domain.Origin.OPTIONS && domain.origin != Domain.Origin.NOTHING) {
            samplings.add(new Exporter.Sampling("all", domain.rate, source(domain)));
        }
        samplings.addAll(domain.samplings.list());
        List<Exporter.Template> templates = new ArrayList<>();
        for (Template template : domain.templates.list()) {
            templates.add(new Exporter.Template(
                    template.id,
                    template.fields.isOptions(),
                    template.fields.names(),
                    template.plan.isVariable ? 0 : template.plan.length,
                    template.records,
                    Instant.ofEpochSecond(0, template.sent)));
        }
        return new Exporter.Details(samplings, templates, List.of());
    }
}
