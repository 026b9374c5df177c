// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import polder.api.config.Quantity;
import polder.api.flow.Exporter;
import polder.wire.Address;

/** Exporters as lists show them, and how an operator names one. */
final class ExporterRows {
    private ExporterRows() {}

    /** Those of all decoders, by address. */
    static List<Exporter> all(Appliance appliance) {
        return appliance.exporters().stream()
                .sorted(Comparator.comparing(Exporter::address)
                        .thenComparing(Exporter::protocol)
                        .thenComparingLong(Exporter::domain))
                .toList();
    }

    /** What a narrow screen can do without goes in the order clock, source of the sampling, templates, datagrams, domain. */
    static Columns<Exporter> columns() {
        return new Columns<Exporter>(
                        "No exporter has sent anything yet; see polder:lane-list for where they are awaited.")
                .text("address", "Exporter", Exporter::address)
                .hidden("agent", Exporter::agent)
                .text("protocol", "Protocol", Exporter::protocol)
                .right("domain", "Domain", Exporter::domain, exporter -> Long.toString(exporter.domain()))
                .hidden("datagrams", Exporter::datagrams)
                .hidden("flows", Exporter::flows)
                .right(
                        "datagrams_per_second",
                        "Datagrams",
                        Exporter::datagramsPerSecond,
                        exporter -> Text.perSecond(exporter.datagramsPerSecond()))
                .right(
                        "flows_per_second",
                        "Records",
                        Exporter::flowsPerSecond,
                        exporter -> Text.perSecond(exporter.flowsPerSecond()))
                .number("templates", "Templates", Exporter::templates)
                .number("waiting", "Waiting", Exporter::waiting)
                .right(
                        "sampling_rate",
                        "Sampling",
                        exporter -> exporter.sampling().rate(),
                        exporter -> rate(exporter.sampling()))
                .text("sampling_source", "From", exporter -> exporter.sampling().source())
                .hidden("lost", Exporter::lost)
                .hidden("lost_unit", Exporter::lostUnit)
                .right("lost_percent", "Lost", ExporterRows::lost, exporter -> Text.share(lost(exporter)))
                .right("clock_skew_millis", "Clock", Exporter::clockSkewMillis, ExporterRows::skew)
                .right("rejects", "Rejects", Exporter::rejects, exporter -> Text.of(Rejects.sum(exporter.rejects())))
                .hidden("hints", Exporter::hints)
                .text("last_seen", "Last seen", Exporter::lastSeen, exporter -> Text.ago(exporter.lastSeen()))
                .less("domain", "datagrams_per_second", "templates", "waiting", "sampling_source", "clock_skew_millis");
    }

    /** {@code 1:512}. */
    static String rate(Exporter.Sampling sampling) {
        return "1:" + sampling.rate();
    }

    /** Per cent of what its sequence numbers say it sent. */
    static double lost(Exporter exporter) {
        long came = exporter.lostUnit().equals("datagrams") ? exporter.datagrams() : exporter.flows();
        return exporter.lost() == 0 ? 0 : 100.0 * exporter.lost() / (exporter.lost() + came);
    }

    /** {@code +20ms}: ahead of our clock; what is a day or more has no minutes. */
    static String skew(Exporter exporter) {
        Duration off = Duration.ofMillis(Math.abs(exporter.clockSkewMillis()));
        boolean days = off.toDays() > 0;
        Duration shown =
                off.truncatedTo(days ? ChronoUnit.DAYS : off.toHours() > 0 ? ChronoUnit.MINUTES : ChronoUnit.MILLIS);
        return (exporter.clockSkewMillis() < 0 ? "-" : "+") + Quantity.human(shown);
    }

    /** What is wrong with them, a line each that begins with the exporter's address, and its domain when it has several. */
    static List<String> hints(List<Exporter> exporters) {
        Map<Address, Integer> times = new HashMap<>();
        exporters.forEach(exporter -> times.merge(exporter.address(), 1, Integer::sum));
        List<String> lines = new ArrayList<>();
        for (Exporter exporter : exporters) {
            String domain = times.getOrDefault(exporter.address(), 0) > 1 ? " domain " + exporter.domain() : "";
            exporter.hints().forEach(hint -> lines.add(exporter.address() + domain + ": " + hint));
        }
        return lines;
    }

    /**
     * The exporters an operator means: those of an address, or of the one address that begins with the text; an agent's address
     * will do as well.
     *
     * @param domain which of them, or null for all
     */
    static List<Exporter> find(List<Exporter> known, String text, @Nullable Long domain) throws CommandException {
        List<Exporter> found = byAddress(known, text);
        if (found.isEmpty()) {
            throw new CommandException("no exporter '" + text + "' has sent anything; see polder:exporter-list");
        }
        List<Address> addresses =
                found.stream().map(Exporter::address).distinct().toList();
        if (addresses.size() > 1) {
            throw new CommandException(
                    "'" + text + "' is the start of several exporters: " + Text.some(addresses) + "; give more of it");
        }
        List<Exporter> chosen = matching(found, exporter -> domain == null || domain == exporter.domain());
        if (chosen.isEmpty()) {
            throw new CommandException(
                    addresses.get(0) + " has no domain " + domain + "; it has " + Text.some(domains(found)));
        }
        return chosen;
    }

    private static List<Exporter> byAddress(List<Exporter> known, String text) {
        Address address = Address.parseOrNull(text);
        if (address != null) {
            List<Exporter> senders =
                    matching(known, exporter -> exporter.address().equals(address));
            List<Exporter> agents = matching(known, exporter -> exporter.agent().equals(address));
            if (senders.size() + agents.size() > 0) {
                return senders.isEmpty() ? agents : senders;
            }
        }
        String start = text.toLowerCase(Locale.ROOT);
        return matching(known, exporter -> exporter.address().toString().startsWith(start));
    }

    private static List<Exporter> matching(List<Exporter> known, Predicate<Exporter> condition) {
        return known.stream().filter(condition).toList();
    }

    /** Domains as an operator types them. */
    static List<String> domains(List<Exporter> exporters) {
        return exporters.stream()
                .map(exporter -> Long.toString(exporter.domain()))
                .distinct()
                .toList();
    }
}
