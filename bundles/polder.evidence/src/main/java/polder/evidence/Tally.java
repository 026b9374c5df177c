// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import polder.api.attack.Attack;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Facet;
import polder.api.evidence.Sample;
import polder.api.evidence.Share;
import polder.api.evidence.Usual;
import polder.api.flow.FlowRow;
import polder.wire.Address;

/** Adds up the rows of an attack. Used by one thread, once. */
final class Tally {
    /** What was added up for one name; its rows are counted for the estimate of how many there are. */
    static final class Sum {
        double packets;
        double bytes;
        double flows;
        int rows;

        void add(double morePackets, double moreBytes) {
            packets += morePackets;
            bytes += moreBytes;
            rows++;
        }
    }

    private final Attack attack;
    private final Selection selection;
    private final Excerpt excerpt;
    private final Settings settings;
    private final Places places;
    private final Map<Facet, Map<Object, Sum>> sums = new EnumMap<>(Facet.class);
    private final Map<Address, Sum> remotes = new HashMap<>();
    private final Flows flows = new Flows();
    private final Kinds kinds = new Kinds();
    private final Sum all = new Sum();
    private final FlowRow row = new FlowRow();

    Tally(Attack attack, Selection selection, Excerpt excerpt, Settings settings, Places places) {
        this.attack = attack;
        this.selection = selection;
        this.excerpt = excerpt;
        this.settings = settings;
        this.places = places;
    }

    AttackEvidence evidence(boolean complete) {
        for (int i = 0; i < excerpt.size(); i++) {
            add(i);
        }
        placesOfRemotes();
        int[] order = excerpt.order();
        Map<Facet, List<Share>> tops = new EnumMap<>(Facet.class);
        sums.forEach((facet, of) -> tops.put(facet, facet == Facet.PACKET_SIZE ? sizes(of) : top(of)));
        Distinct sources = new Distinct(remotes.values(), all.packets);
        return new AttackEvidence(
                attack.id(),
                attack.target(),
                attack.since(),
                instant(order.length == 0 ? 0 : excerpt.arrived(order[0])),
                instant(order.length == 0 ? 0 : excerpt.arrived(order[order.length - 1])),
                complete,
                excerpt.size(),
                Math.round(all.packets),
                Math.round(all.bytes),
                sources.estimate(),
                sources.error(),
                tops,
                List.of(),
                samples(order),
                flows.groups(),
                excerpt.frameCount(),
                kinds.told(),
                Usual.UNKNOWN);
    }

    private void add(int i) {
        excerpt.row(i, row);
        double scale = row.samplingRate() * excerpt.weight(i);
        double packets = row.packets() * scale;
        double bytes = row.bytes() * scale;
        all.add(packets, bytes);
        boolean incoming = selection.isTo(row);
        if (incoming) {
            kinds.add(row, scale);
        }
        Address source = new Address(row.sourceHigh(), row.sourceLow());
        Address target = new Address(row.targetHigh(), row.targetLow());
        remotes.computeIfAbsent(incoming ? source : target, remote -> new Sum()).add(packets, bytes);
        count(Facet.SOURCE, source, packets, bytes);
        count(Facet.TARGET, target, packets, bytes);
        headers(packets, bytes);
        long length = row.packets() == 0 ? 0 : row.bytes() / row.packets();
        count(Facet.LENGTH, length, packets, bytes);
        count(Facet.PACKET_SIZE, Names.sizeClass(length), packets, bytes);
        ingress(i, packets, bytes);
        flows.add(row, incoming, packets, bytes);
        long system = incoming ? excerpt.sourceAs(i) : excerpt.targetAs(i);
        if (system != 0 && !places.knowsSystems()) {
            count(Facet.SOURCE_AS, "AS" + system, packets, bytes);
        }
    }

    private void headers(double packets, double bytes) {
        int protocol = row.protocol();
        count(Facet.PROTOCOL, Names.protocol(protocol), packets, bytes);
        if ((protocol == Names.TCP || protocol == Names.UDP) && (row.sourcePort() | row.targetPort()) != 0) {
            count(Facet.SOURCE_PORT, row.sourcePort(), packets, bytes);
            count(Facet.TARGET_PORT, row.targetPort(), packets, bytes);
        }
        if (protocol == Names.TCP) {
            count(Facet.TCP_FLAGS, Sample.flags(row.tcpFlags()), packets, bytes);
        }
        if (row.isFragment()) {
            count(Facet.FRAGMENT, "yes", packets, bytes);
        }
    }

    private void ingress(int i, double packets, double bytes) {
        Address exporter = excerpt.exporter(i);
        if (exporter.high() != 0 || exporter.low() != 0) {
            String name = excerpt.input(i) == 0 ? exporter.toString() : exporter + " interface " + excerpt.input(i);
            count(Facet.INGRESS, name, packets, bytes);
        }
    }

    private void placesOfRemotes() {
        remotes.forEach((remote, sum) -> {
            String system = places.system(remote);
            if (!system.isEmpty()) {
                count(Facet.SOURCE_AS, system, sum.packets, sum.bytes);
            }
            String country = places.country(remote);
            if (!country.isEmpty()) {
                count(Facet.SOURCE_COUNTRY, country, sum.packets, sum.bytes);
            }
        });
    }

    private void count(Facet facet, Object name, double packets, double bytes) {
        sums.computeIfAbsent(facet, of -> new HashMap<>())
                .computeIfAbsent(name, of -> new Sum())
                .add(packets, bytes);
    }

    private List<Share> top(Map<Object, Sum> of) {
        return of.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<Object, Sum> one) -> -one.getValue().packets)
                        .thenComparing(one -> one.getKey().toString()))
                .limit(settings.tops())
                .map(one -> share(one.getKey().toString(), one.getValue()))
                .toList();
    }

    private List<Share> sizes(Map<Object, Sum> of) {
        return of.entrySet().stream()
                .sorted(Comparator.comparingInt(one -> (int) one.getKey()))
                .map(one -> share(Names.size((int) one.getKey()), one.getValue()))
                .toList();
    }

    private Share share(String name, Sum sum) {
        return new Share(
                name,
                Math.round(sum.packets),
                Math.round(sum.bytes),
                all.packets == 0 ? 0 : sum.packets / all.packets,
                all.bytes == 0 ? 0 : sum.bytes / all.bytes);
    }

    private List<Sample> samples(int[] order) {
        int count = Math.min(settings.samples(), order.length);
        List<Sample> samples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            samples.add(sample(order[(int) ((long) i * order.length / count)]));
        }
        return samples;
    }

    private Sample sample(int i) {
        excerpt.row(i, row);
        return new Sample(
                instant(excerpt.arrived(i)),
                new Address(row.sourceHigh(), row.sourceLow()),
                row.sourcePort(),
                new Address(row.targetHigh(), row.targetLow()),
                row.targetPort(),
                row.protocol(),
                row.tcpFlags(),
                row.isFragment(),
                row.packets(),
                Math.max(row.bytes(), row.packets() == 1 ? excerpt.wireLength(i) : 0),
                excerpt.ttl(i),
                row.samplingRate());
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
