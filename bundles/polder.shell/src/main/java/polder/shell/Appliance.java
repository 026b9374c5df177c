// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import polder.api.attack.Attacks;
import polder.api.attack.Maintenance;
import polder.api.attack.Outbox;
import polder.api.capture.Capture;
import polder.api.capture.Lanes;
import polder.api.evidence.Evidence;
import polder.api.flow.Exporter;
import polder.api.flow.Exporters;
import polder.api.flow.FilterRule;
import polder.api.flow.FilterRules;
import polder.api.flow.FlowExport;
import polder.api.flow.FlowExports;
import polder.api.mitigation.Mitigations;
import polder.api.replay.Replays;
import polder.api.replay.Simulations;
import polder.api.traffic.Baselines;
import polder.api.traffic.Traffic;

/**
 * The services of the appliance, each looked up anew at every call, so a command exists and says what is missing while a bundle is
 * being replaced. Services are not given back: the last one to do so would make a delayed component stop.
 */
record Appliance(BundleContext context) {
    Traffic traffic() throws CommandException {
        return get(Traffic.class, "traffic is not being counted", "polder.traffic");
    }

    Attacks attacks() throws CommandException {
        return get(Attacks.class, "attacks are not being kept", "polder.attack");
    }

    Maintenance maintenance() throws CommandException {
        return get(Maintenance.class, "attacks are not being kept", "polder.attack");
    }

    Outbox outbox() throws CommandException {
        return get(Outbox.class, "nobody is notified", "polder.camel");
    }

    Mitigations mitigations() throws CommandException {
        return get(Mitigations.class, "nothing is announced to routers", "polder.mitigation");
    }

    Evidence evidence() throws CommandException {
        return get(Evidence.class, "no evidence is being kept", "polder.evidence");
    }

    Baselines baselines() throws CommandException {
        return get(Baselines.class, "usual traffic is not being learned", "polder.detect.baseline");
    }

    Replays replays() throws CommandException {
        return get(Replays.class, "nothing can be replayed", "polder.replay, polder.capture.pcap or polder.attack");
    }

    Simulations simulations() throws CommandException {
        return get(Simulations.class, "nothing can be simulated", "polder.capture.demo");
    }

    Lanes lanes() throws CommandException {
        return get(Lanes.class, "no lane is running", "polder.engine");
    }

    /** What every decoder knows of its exporters, together. */
    List<Exporter> exporters() {
        List<Exporter> all = new ArrayList<>();
        for (ServiceReference<Exporters> reference : references(Exporters.class)) {
            Exporters exporters = context.getService(reference);
            if (exporters != null) {
                all.addAll(exporters.exporters());
            }
        }
        return all;
    }

    /** Where flows are handed on to, by name. */
    List<FlowExport> exports() {
        List<FlowExport> all = new ArrayList<>();
        for (ServiceReference<FlowExports> reference : references(FlowExports.class)) {
            FlowExports exports = context.getService(reference);
            if (exports != null) {
                all.addAll(exports.exports());
            }
        }
        all.sort(Comparator.comparing(FlowExport::name));
        return all;
    }

    /** What the decoder that knows an exporter has more of it. */
    Exporter.Details details(Exporter exporter) {
        for (ServiceReference<Exporters> reference : references(Exporters.class)) {
            Exporters exporters = context.getService(reference);
            Exporter.Details details = exporters == null ? Exporter.Details.NONE : exporters.details(exporter);
            if (!details.equals(Exporter.Details.NONE)) {
                return details;
            }
        }
        return Exporter.Details.NONE;
    }

    /** What the filters of a bundle go by, list by list. */
    List<FilterRule> filterRules(String bundle) {
        List<FilterRule> all = new ArrayList<>();
        for (ServiceReference<FilterRules> reference : references(FilterRules.class)) {
            FilterRules rules = context.getService(reference);
            if (rules != null) {
                rules.rules().stream()
                        .filter(rule -> rule.filter().equals(bundle))
                        .forEach(all::add);
            }
        }
        all.sort(Comparator.comparing(FilterRule::file));
        return all;
    }

    private <S> Collection<ServiceReference<S>> references(Class<S> type) {
        try {
            return context.getServiceReferences(type, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The cfg of a capture, as its service has it; empty when it has none at the moment. */
    Map<String, Object> captureProperties(String pid) {
        Map<String, Object> properties = new HashMap<>();
        for (ServiceReference<Capture> reference : references(Capture.class)) {
            Object own = reference.getProperty("service.pid");
            if (pid.equals(own) || pid.equals(own + "~default")) {
                for (String key : reference.getPropertyKeys()) {
                    properties.put(key, reference.getProperty(key));
                }
            }
        }
        return properties;
    }

    <S> Optional<S> find(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        return reference == null ? Optional.empty() : Optional.ofNullable(context.getService(reference));
    }

    private <S> S get(Class<S> type, String what, String bundle) throws CommandException {
        return find(type)
                .orElseThrow(() -> new CommandException(
                        what + " at the moment: bundle " + bundle + " is stopped or being replaced; see bundle:list"));
    }
}
