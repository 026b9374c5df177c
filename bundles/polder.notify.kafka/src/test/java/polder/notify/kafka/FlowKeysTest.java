// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;
import polder.api.config.SettingsException;

public class FlowKeysTest {
    private static void assertRefused(String words, String... properties) {
        assertThatThrownBy(() -> FlowKeys.read(Flows.properties("kafka:9092", properties)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.notify.kafka.flows-edge.cfg")
                .hasMessageContaining(words);
    }

    @Test
    public void brokersAreEnough() {
        FlowKeys keys = FlowKeys.read(Flows.properties("kafka:9092"));
        assertThat(keys.topic()).isEqualTo("polder-flows");
        assertThat(keys.format()).isEqualTo(FlowKeys.Format.PROTOBUF);
        assertThat(keys.sample()).isEqualTo(1);
        assertThat(keys.client()).containsEntry("acks", "1").containsEntry("compression.type", "lz4");
    }

    @Test
    public void whatDoesNotFitIsRefusedInWords() {
        assertRefused("give one of protobuf, json", "format", "xml");
        assertRefused("one of so many flows, such as 1/100", "sample", "0.01");
        assertRefused("one of so many flows, such as 1/100", "sample", "1/0");
        assertRefused("give one of none, gzip, lz4, zstd", "compression", "snappy");
        assertRefused("give one of 0, 1, all", "acks", "2");
        assertRefused("default has no networks", "groups", "web, default");
        assertRefused("networks = 10.0.0.0/33", "networks", "10.0.0.0/33");
        assertRefused("a message holds one flow", "delimited", "off", "flows.per.message", "2");
        assertRefused("from 1048576", "memory", "1kb");
        assertRefused("did you mean linger?", "lingr", "1s");
    }
}
