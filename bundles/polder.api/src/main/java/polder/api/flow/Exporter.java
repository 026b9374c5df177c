// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Address;

/**
 * A router, switch or probe that sends flows, as one decoder sees it: an address and an observation domain that speak a protocol.
 * Counters run since it was first heard and are kept when bundles are replaced.
 *
 * @param address the sender of its datagrams
 * @param agent who it says it is (sFlow's agent address); the sender where the protocol does not tell
 * @param protocol such as {@code NetFlow 9}
 * @param domain observation domain, source id, engine or sub-agent
 * @param datagrams datagrams taken from it
 * @param flows flows (records, samples) decoded from them
 * @param lost how many its sequence numbers say were sent and never came, in {@code lostUnit}
 * @param lostUnit what its sequence numbers count: {@code flows}, {@code datagrams} or {@code records}
 * @param datagramsPerSecond over the last seconds
 * @param flowsPerSecond over the last seconds
 * @param sampling the rate in force where nothing more special applies, and where it comes from
 * @param templates templates known
 * @param waiting data sets held back until their template comes
 * @param clockSkewMillis its clock minus ours at the last datagram
 * @param rejects what could not be taken from it, by reason; reasons that never occurred are left out
 * @param hints what is wrong with it and what to do on the router, a sentence each
 * @param lastSeen when its last datagram came
 */
@ProviderType
public record Exporter(
        Address address,
        Address agent,
        String protocol,
        long domain,
        long datagrams,
        long flows,
        long lost,
        String lostUnit,
        double datagramsPerSecond,
        double flowsPerSecond,
        Sampling sampling,
        int templates,
        int waiting,
        long clockSkewMillis,
        Map<Reject, Long> rejects,
        List<String> hints,
        Instant lastSeen) {
    public Exporter {
        rejects = Map.copyOf(rejects);
        hints = List.copyOf(hints);
    }

    /**
     * A sampling rate and what it applies to.
     *
     * @param scope such as {@code all}, {@code sampler 2} or {@code interface 17}
     * @param rate one packet of so many was looked at
     * @param source where the rate comes from, such as {@code v5 header}, {@code options 34} or a cfg file's name
     */
    public record Sampling(String scope, int rate, String source) {}

    /**
     * A template it has sent.
     *
     * @param id its number
     * @param options whether its records tell of the exporter and not of traffic
     * @param fields the fields in their order, by name where it is known
     * @param length bytes of a record, or 0 when they vary
     * @param records how many records were read with it
     * @param seen when it was last sent
     */
    public record Template(int id, boolean options, List<String> fields, int length, long records, Instant seen) {
        public Template {
            fields = List.copyOf(fields);
        }
    }

    /**
     * An interface of it that counts by itself: what its counters say beside what we counted from its samples.
     *
     * @param index its SNMP index
     * @param speed its speed in bits a second, or 0
     * @param in bits a second it received, by its own counters
     * @param out bits a second it sent, by its own counters
     * @param sampledIn bits a second received, estimated from samples of the same time
     * @param sampledOut bits a second sent, estimated from samples of the same time
     * @param seen when its counters last came
     */
    public record Interface(long index, long speed, long in, long out, long sampledIn, long sampledOut, Instant seen) {}

    /** All that is known of an exporter and too much for a list. */
    public record Details(List<Sampling> samplings, List<Template> templates, List<Interface> interfaces) {
        public static final Details NONE = new Details(List.of(), List.of(), List.of());

        public Details {
            samplings = List.copyOf(samplings);
            templates = List.copyOf(templates);
            interfaces = List.copyOf(interfaces);
        }
    }
}
