// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.TreeMap;
import org.apache.kafka.shaded.com.google.protobuf.UnknownFieldSet;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a flow looks like in a message. */
public class FlowFormatTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final LaneRing ring = new LaneRing(16, true);
    private final Flows flows = new Flows(batch -> ring.put(batch, 0, ring.room(batch.size()), Source.NETFLOW), true);
    private final KeptFlow reader = new KeptFlow(true);

    private void full() {
        flows.add("2001:db8::1", "203.0.113.7");
        flows.batch.kind(47, 0x12, true).dropped();
        flows.batch
                .details()
                .interfaces(10, -1)
                .systems(64500, -2)
                .header(0xb8, 63, 0)
                .icmp(3, 1)
                .layer2(4094, 1_048_575)
                .nextHop(0, 0xffff_0a00_0001L)
                .macs(0x0200_0000_0001L, 0xffff_ffff_ffffL);
        flows.batch.drain();
    }

    private byte[] written(FlowFormat format) {
        Bytes into = new Bytes();
        for (int i = 0; i < ring.waiting(); i++) {
            format.write(ring.read(i, reader), into);
        }
        return into.copy();
    }

    private static final String PLAIN =
            """
            {"type":"NETFLOW_V9","time_received_ns":1700000000123456789,"sampling_rate":10,"sampler_address":"192.0.2.1",\
            "time_flow_start_ns":1699999998123456789,"time_flow_end_ns":1699999999123456789,"bytes":9000,"packets":7,\
            "src_addr":"198.51.100.1","dst_addr":"203.0.113.7","etype":"IPv4","proto":"UDP","src_port":53,"dst_port":40000}""";

    @Test
    public void jsonIsGoflow2s() {
        flows.add("198.51.100.1", "203.0.113.7").batch.drain();
        assertThat(new String(written(new JsonFormat(1)), UTF_8)).isEqualTo(PLAIN);
    }

    @Test
    public void flowsOfOneMessageAreLinesAndASampleIsInTheRate() {
        flows.add("198.51.100.1", "203.0.113.7")
                .add("198.51.100.1", "203.0.113.7")
                .batch
                .drain();
        String sampled = PLAIN.replace("\"sampling_rate\":10", "\"sampling_rate\":1000");
        assertThat(new String(written(new JsonFormat(100)), UTF_8)).isEqualTo(sampled + "\n" + sampled);
    }

    @Test
    public void jsonHasAllDetails() {
        full();
        assertThat(new String(written(new JsonFormat(1)), UTF_8))
                .endsWith(
                        """
                        "src_addr":"2001:db8::1","dst_addr":"203.0.113.7","etype":"IPv4","proto":"47","src_port":53,"dst_port":40000,\
                        "tcp_flags":18,"forwarding_status":128,"fragment":true,"in_if":10,"out_if":4294967295,"src_as":64500,\
                        "dst_as":4294967294,"ip_tos":184,"ip_ttl":63,"icmp_type":3,"icmp_code":1,"vlan_id":4094,\
                        "src_mac":"02:00:00:00:00:01","dst_mac":"ff:ff:ff:ff:ff:ff","next_hop":"10.0.0.1","mpls_label":[1048575]}""");
    }

    @Test
    public void aReaderOfProtobufFindsEveryField() throws IOException {
        full();
        UnknownFieldSet.Builder found = UnknownFieldSet.newBuilder();
        ByteArrayInputStream in = new ByteArrayInputStream(written(new ProtobufFormat(5, true)));
        assertThat(found.mergeDelimitedFrom(in)).isTrue();
        assertThat(in.available()).isZero();
        TreeMap<Integer, String> values = new TreeMap<>();
        found.build().asMap().forEach((number, field) -> {
            field.getVarintList().forEach(value -> values.put(number, value.toString()));
            field.getLengthDelimitedList()
                    .forEach(value -> values.put(number, HexFormat.of().formatHex(value.toByteArray())));
        });
        assertThat(values.toString())
                .isEqualTo(
                        "{1=3, 3=50, 6=20010db8000000000000000000000001, 7=cb007107, 9=9000, 10=7, 11=c0000201, "
                                + "12=0a000001, 14=64500, 15=4294967294, 18=10, 19=4294967295, 20=47, 21=53, 22=40000, 23=184, "
                                + "24=128, 25=63, 26=18, 27=2199023255553, 28=281474976710655, 29=4094, 30=2048, 31=3, 32=1, "
                                + "81=ffff3f, 110=1700000000123456789, 111=1699999998123456789, 112=1699999999123456789, 1000=1}");
    }

    @Test
    public void thePublishedSchemaReadsIt() throws Exception {
        full();
        Path message = folder.newFile().toPath();
        Path text = folder.newFile().toPath();
        Files.write(message, written(new ProtobufFormat(1, false)));
        Path schema = Path.of(System.getProperty("polder.root"), "bundles/polder.notify.kafka");
        Process protoc;
        try {
            protoc = new ProcessBuilder("protoc", "--decode", "flowpb.FlowMessage", "flow.proto")
                    .directory(schema.toFile())
                    .redirectInput(message.toFile())
                    .redirectOutput(text.toFile())
                    .start();
        } catch (IOException e) {
            System.out.println("flow.proto is not tried: there is no protoc (protobuf-compiler)");
            return;
        }
        assertThat(protoc.waitFor()).isZero();
        assertThat(Files.readString(text))
                .contains("type: NETFLOW_V9\n", "sampling_rate: 10\n", "proto: 47\n", "out_if: 4294967295\n")
                .contains("mpls_label: 1048575\n", "fragment: true\n", "time_received_ns: 1700000000123456789\n")
                .contains("dst_addr: \"\\313\\000q\\007\"\n")
                .doesNotContainPattern("(?m)^[0-9]+:");
    }
}
