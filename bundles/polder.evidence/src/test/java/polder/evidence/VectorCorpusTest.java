// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.Test;
import polder.api.testing.CaptureFile;
import polder.api.testing.Corpus;
import polder.api.testing.Packet;
import polder.wire.Address;
import polder.wire.Frame;
import polder.wire.Layer;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** The vectors of captured attacks. */
public class VectorCorpusTest {
    /** What dominates the packets to the victim of our captures, by the name before the two underscores. */
    private static final Map<String, List<String>> OURS = Map.ofEntries(
            Map.entry("carpet_udp", List.of("udp-flood")),
            Map.entry("chargen_amp", List.of("chargen-amplification")),
            Map.entry("dns_amp_frag", List.of("udp-fragment", "dns-amplification")),
            Map.entry("frag_flood", List.of("udp-fragment")),
            Map.entry("gre_flood", List.of("gre-flood")),
            Map.entry("icmp_flood", List.of("icmp-echo-request")),
            Map.entry("ipv6_udp_flood", List.of("udp-flood")),
            Map.entry("memcached_amp", List.of("memcached-amplification")),
            Map.entry("ntp_amp", List.of("ntp-monlist")),
            Map.entry("ssdp_amp", List.of("ssdp-amplification")),
            Map.entry("syn_flood", List.of("syn-flood")),
            Map.entry("udp_flood", List.of("udp-flood")),
            Map.entry("snmp_amp", List.of("snmp-amplification")),
            Map.entry("cldap_amp_frag", List.of("cldap-amplification", "udp-fragment")),
            Map.entry("cldap_amp", List.of("cldap-amplification", "udp-fragment")),
            Map.entry("ack_flood", List.of("ack-flood")),
            Map.entry("proto_flood", List.of("ip-protocol")),
            Map.entry("randproto_flood", List.of("ip-protocol")));

    private static final Map<String, List<String>> OTHERS = Map.of(
            "stopddos_amp.TCP.reflection.SYNACK", List.of("synack-reflection", "rst-flood"),
            "stopddos_amp.UDP.snmp.src161", List.of("snmp-amplification"),
            "stopddos_pkt.TCP.synflood.spoofed", List.of("syn-flood"),
            "stopddos_amp.dns.RRSIG.fragmented", List.of("udp-fragment", "dns-dnssec"),
            "ndpi_ip_fragmented_garbage", List.of("tcp-fragment"));

    /** The tunnels of these captures end at other addresses of the /24. */
    private static final String VICTIMS = "203.0.113.16/28 203.0.113.32/27 203.0.113.64/26 2001:db8:beef::/48";

    private final Vectors vectors = new Vectors(VectorTable.builtIn());
    private final VectorSample sample = new VectorSample();
    private final Frame frame = new Frame();
    private final PrefixTable own = new PrefixTable(
            List.of(VICTIMS.split(" ")).stream().map(Prefix::parse).toList());

    @Test
    public void ourAttacksHaveTheirVector() {
        for (Path capture : Corpus.captures("attack_synth")) {
            String name = Corpus.name(capture);
            List<VectorShare> shares = shares(capture, Layer.OWN, Wrapped.PLAIN);
            tell(name, shares);
            if (!name.startsWith("background")) {
                List<String> expected = OURS.get(name.replaceFirst("__.*", ""));
                assertThat(expected).as("what %s is", name).isNotNull();
                dominating(name, shares, expected, 0.8);
            }
        }
    }

    @Test
    public void attacksOthersCapturedHaveTheirVector() {
        for (Path capture : Corpus.captures("attack")) {
            String name = Corpus.name(capture);
            List<VectorShare> shares = shares(capture, Layer.OUTER, Wrapped.PLAIN);
            tell(name, shares);
            if (OTHERS.containsKey(name)) {
                dominating(name, shares, OTHERS.getOrDefault(name, List.of()), 0.6);
            }
        }
    }

    @Test
    public void theVectorIsTheSameWithinEveryTunnel() {
        for (Path capture : Corpus.captures("attack_synth")) {
            String name = Corpus.name(capture);
            // what is looked into when it is in a tunnel are tunnels too
            if (name.endsWith("__plain") && !name.startsWith("gre_flood")) {
                List<String> plain = names(shares(capture, Layer.OWN, Wrapped.PLAIN));
                for (Wrapped wrapped : Wrapped.values()) {
                    assertThat(names(shares(capture, Layer.OWN, wrapped)))
                            .as("%s in %s, our networks", name, wrapped)
                            .isEqualTo(plain);
                    assertThat(names(shares(capture, Layer.INNER, wrapped)))
                            .as("%s in %s, the innermost", name, wrapped)
                            .isEqualTo(plain);
                }
            }
        }
    }

    @Test
    public void thePacketOfARowIsFoundInItsFrame() {
        Frame outer = new Frame();
        KeptFrame kept = new KeptFrame(own);
        KeptFrame unknowing = new KeptFrame(null);
        for (Path capture : Corpus.captures("attack_synth")) {
            for (Packet packet : CaptureFile.read(capture).frames()) {
                ByteBuffer in = ByteBuffer.wrap(packet.bytes());
                int length = packet.bytes().length;
                frame.counting(Layer.OWN).own(own);
                assertThat(frame.read(in, packet.linkType(), 0, length, packet.wireLength()))
                        .isEqualTo(Frame.Result.OK);
                outer.read(in, packet.linkType(), 0, length, packet.wireLength());
                String vector = vectors.of(sample.of(frame, in)).name();
                sample.of(0, 0, false, 0);
                assertThat(kept.between(frame.sourceHigh(), frame.sourceLow(), frame.targetHigh(), frame.targetLow())
                                .fill(sample, in, packet.linkType(), 0, length, packet.wireLength()))
                        .isTrue();
                assertThat(vectors.of(sample).name()).isEqualTo(vector);
                assertThat(unknowing
                                .between(outer.sourceHigh(), outer.sourceLow(), outer.targetHigh(), outer.targetLow())
                                .fill(sample, in, packet.linkType(), 0, length, packet.wireLength()))
                        .isTrue();
                assertThat(unknowing
                                .between(1, 2, 3, 4)
                                .fill(sample, in, packet.linkType(), 0, length, packet.wireLength()))
                        .isFalse();
            }
        }
    }

    @Test
    public void backgroundIsNamedToo() {
        for (Path capture : Corpus.captures("background")) {
            List<VectorShare> shares = shares(capture, Layer.OUTER, Wrapped.PLAIN);
            tell(Corpus.name(capture), shares);
            assertThat(shares).as("%s", capture).isNotEmpty();
        }
    }

    private static void dominating(String name, List<VectorShare> shares, List<String> expected, double least) {
        Predicate<VectorShare> wanted =
                share -> expected.contains(share.vector().name());
        assertThat(shares.get(0)).as("%s: %s", name, shares).matches(wanted, "one of " + expected);
        double together =
                shares.stream().filter(wanted).mapToDouble(VectorShare::share).sum();
        assertThat(together).as("%s: %s", name, shares).isGreaterThan(least);
        assertThat(names(shares)).as("%s: %s", name, shares).containsAll(expected);
    }

    private static List<String> names(List<VectorShare> shares) {
        return shares.stream().map(share -> share.vector().name()).toList();
    }

    private static void tell(String name, List<VectorShare> shares) {
        System.out.println(name + ": "
                + String.join(", ", shares.stream().map(Object::toString).toList()));
    }

    private List<VectorShare> shares(Path capture, Layer layer, Wrapped wrapped) {
        VectorShares shares = new VectorShares(vectors);
        frame.counting(layer).own(layer == Layer.OWN ? own : null);
        boolean ours = layer != Layer.OUTER;
        for (Packet packet : CaptureFile.read(capture).frames()) {
            byte[] bytes = wrapped.around(packet.bytes());
            int more = bytes.length - packet.bytes().length;
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (frame.read(in, packet.linkType(), 0, bytes.length, packet.wireLength() + more) == Frame.Result.OK
                    && (!ours || toVictim())) {
                shares.add(sample.of(frame, in), 1, frame.ipLength());
            }
        }
        return shares.named(0.05);
    }

    private boolean toVictim() {
        Address target = new Address(frame.targetHigh(), frame.targetLow());
        return own.match(target.high(), target.low()) != PrefixTable.NONE;
    }
}
