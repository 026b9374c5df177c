// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import polder.api.config.Quantity;
import polder.api.flow.Exporter;
import polder.api.flow.Exporter.Details;
import polder.api.flow.Exporter.Interface;
import polder.api.flow.Exporter.Sampling;
import polder.api.flow.Exporter.Template;

/** An exporter on a page of its own. */
final class ExporterPage {
    private ExporterPage() {}

    /** The keys of the list, and its details. */
    static Page json(Exporter exporter, Details details) {
        return new Page()
                .hidden(ExporterRows.columns(), exporter)
                .table("samplings", samplings(), rates(exporter, details))
                .table("template_details", templates(), byId(details))
                .table("interfaces", interfaces(), byIndex(details));
    }

    /**
     * For people: what there is nothing of is left out.
     *
     * @param known all exporters
     */
    static Page text(Exporter exporter, Details details, List<Exporter> known) {
        Page page = new Page()
                .fact("address", "Exporter", exporter.address())
                .fact("agent", "Agent", exporter.agent())
                .fact("protocol", "Protocol", exporter.protocol())
                .fact("domain", "Domain", exporter.domain(), domain(exporter, known))
                .fact("last_seen", "Last seen", exporter.lastSeen(), seen(exporter.lastSeen()))
                .fact(
                        "datagrams",
                        "Datagrams",
                        exporter.datagrams(),
                        counted(exporter.datagrams(), exporter.datagramsPerSecond()))
                .fact("flows", "Records", exporter.flows(), counted(exporter.flows(), exporter.flowsPerSecond()))
                .fact("lost", "Lost", exporter.lost(), lost(exporter))
                .fact("templates", "Templates", exporter.templates(), templates(exporter))
                .fact("sampling_rate", "Sampling", exporter.sampling().rate(), sampling(exporter.sampling()))
                .fact("clock_skew_millis", "Clock", exporter.clockSkewMillis(), clock(exporter))
                .fact("rejects", "Rejects", exporter.rejects(), Text.of(Rejects.sum(exporter.rejects())));
        boolean more = !rates(exporter, details).equals(List.of(exporter.sampling()));
        return page.some("samplings", samplings(), more ? details.samplings() : List.of())
                .some("template_details", templates(), byId(details))
                .some("interfaces", interfaces(), byIndex(details))
                .some("rejected", Rejects.columns(), Rejects.rows(exporter.rejects()))
                .table("hints", hints(), exporter.hints());
    }

    private static String domain(Exporter exporter, List<Exporter> known) {
        List<String> all = ExporterRows.domains(known.stream()
                .filter(one -> one.address().equals(exporter.address()))
                .toList());
        return exporter.domain() + (all.size() > 1 ? ", of " + Text.some(all) : "");
    }

    private static String seen(Instant when) {
        return Text.ago(when) + ", " + Text.of(when);
    }

    private static String counted(long count, double perSecond) {
        return Quantity.human(count) + ", now " + Text.perSecond(perSecond);
    }

    private static String lost(Exporter exporter) {
        return exporter.lost() == 0
                ? "none, by its sequence numbers"
                : Quantity.human(exporter.lost()) + " " + exporter.lostUnit() + ", "
                        + Text.share(ExporterRows.lost(exporter)) + " of what it sent";
    }

    private static String templates(Exporter exporter) {
        return exporter.templates() + " known"
                + (exporter.waiting() == 0 ? "" : ", " + exporter.waiting() + " data sets wait for theirs");
    }

    private static String sampling(Sampling sampling) {
        return ExporterRows.rate(sampling) + " (" + sampling.source() + ")";
    }

    private static String clock(Exporter exporter) {
        long skew = exporter.clockSkewMillis();
        return skew == 0
                ? "the same as ours"
                : ExporterRows.skew(exporter).substring(1) + (skew < 0 ? " behind ours" : " ahead of ours");
    }

    /** Every rate in force; the general one alone when the decoder has no details. */
    private static List<Sampling> rates(Exporter exporter, Details details) {
        return details.samplings().isEmpty() ? List.of(exporter.sampling()) : details.samplings();
    }

    private static List<Template> byId(Details details) {
        return details.templates().stream()
                .sorted(Comparator.comparingInt(Template::id))
                .toList();
    }

    private static List<Interface> byIndex(Details details) {
        return details.interfaces().stream()
                .sorted(Comparator.comparingLong(Interface::index))
                .toList();
    }

    private static Columns<Sampling> samplings() {
        return new Columns<Sampling>("")
                .text("scope", "Sampling of", Sampling::scope)
                .right("rate", "Rate", Sampling::rate, ExporterRows::rate)
                .text("source", "From", Sampling::source);
    }

    private static Columns<Template> templates() {
        return new Columns<Template>("")
                .right("id", "Template", Template::id, template -> Integer.toString(template.id()))
                .text("options", "Tells of", Template::options, template -> template.options() ? "options" : "traffic")
                .right(
                        "length",
                        "Bytes",
                        Template::length,
                        template -> template.length() == 0 ? "varies" : Integer.toString(template.length()))
                .number("records", "Records", Template::records)
                .text("last_sent", "Last sent", Template::seen, template -> Text.ago(template.seen()))
                .wrapped("fields", "Fields", Template::fields);
    }

    private static Columns<Interface> interfaces() {
        return new Columns<Interface>("")
                .right("index", "Interface", Interface::index, one -> Long.toString(one.index()))
                .right("speed", "Speed", Interface::speed, one -> one.speed() == 0 ? "-" : bits(one.speed()))
                .rate("in", "In", "bps", Interface::in)
                .rate("sampled_in", "Our estimate", "bps", Interface::sampledIn)
                .right("in_percent", "Of it", ExporterPage::in, one -> Text.percent(in(one)))
                .rate("out", "Out", "bps", Interface::out)
                .rate("sampled_out", "Our estimate", "bps", Interface::sampledOut)
                .right("out_percent", "Of it", ExporterPage::out, one -> Text.percent(out(one)))
                .text("last_seen", "Counted", Interface::seen, one -> Text.ago(one.seen()))
                .less("speed", "last_seen");
    }

    /** Per cent of its own counter that we saw; -1 without one. */
    private static double in(Interface one) {
        return one.in() == 0 ? -1 : 100.0 * one.sampledIn() / one.in();
    }

    private static double out(Interface one) {
        return one.out() == 0 ? -1 : 100.0 * one.sampledOut() / one.out();
    }

    private static String bits(long perSecond) {
        return Quantity.human(perSecond, "bps");
    }

    private static Columns<String> hints() {
        return new Columns<String>("Nothing is wrong with it.")
                .wrapped("hint", "What is wrong, and what to do", hint -> hint);
    }
}
