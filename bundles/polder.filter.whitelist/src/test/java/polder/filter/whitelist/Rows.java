// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import polder.api.flow.FlowBatch;
import polder.api.testing.Packet;
import polder.wire.Address;

/** A batch of flows that one exporter tells of, for tests. */
final class Rows {
    static final int TCP = 6;
    static final int UDP = 17;

    final FlowBatch batch = new FlowBatch(128, drained -> {});

    Rows() {
        this("192.0.2.1");
    }

    Rows(String exporter) {
        batch.of(Packet.batch(List.of(Packet.datagram(exporter, 2055, new byte[8], 1_000_000_000L))));
        batch.detailed(true);
    }

    Rows flow(String source, String target) {
        return flow(source, 1024, target, 2048, UDP);
    }

    Rows flow(String source, int sourcePort, String target, int targetPort, int protocol) {
        Address from = Address.parse(source);
        Address to = Address.parse(target);
        batch.next(0)
                .between(from.high(), from.low(), to.high(), to.low())
                .ports(sourcePort, targetPort)
                .kind(protocol, 0, false)
                .volume(1, 100);
        return this;
    }

    Rows kind(int protocol, int flags, boolean fragment) {
        batch.kind(protocol, flags, fragment);
        return this;
    }

    Rows volume(long packets, long bytes, int sampling) {
        batch.volume(packets, bytes).sampled(sampling);
        return this;
    }

    /** What is left of the batch: sources of its flows. */
    List<String> through(Whitelist list) {
        list.open(0).filter(batch);
        batch.compact();
        List<String> left = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            left.add(new Address(batch.sourceHigh(row), batch.sourceLow(row)).toString());
        }
        return left;
    }

    /** Properties of the cfg {@code etc/polder.filter.whitelist-test.cfg}. */
    static Map<String, Object> cfg(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.filter.whitelist~test");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }
}
