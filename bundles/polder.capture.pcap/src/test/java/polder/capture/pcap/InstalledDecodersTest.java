// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.Test;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;

public final class InstalledDecodersTest {
    /** Cannot be made without a configuration. */
    public static final class NeedyDecoder implements Decoder {
        public NeedyDecoder(Map<String, Object> properties) {
            assertThat(properties).isNotEmpty();
        }

        @Override
        public DecoderLane open(int lane) {
            return (packets, flows) -> {};
        }
    }

    @Test
    public void decodersAreFoundByTheirComponentDescriptions() throws IOException {
        Map<String, String> found = InstalledDecoders.find(getClass().getClassLoader());

        assertThat(found)
                .containsEntry("text", TextDecoder.class.getName())
                .containsEntry("needy", NeedyDecoder.class.getName())
                .doesNotContainValue(PcapCapture.class.getName());
        assertThat(InstalledDecoders.open("text", found.get("text"))).isNotNull();
    }

    @Test
    public void aDecoderThatNeedsAConfigurationIsRefusedByName() {
        assertThatThrownBy(() -> InstalledDecoders.open("needy", NeedyDecoder.class.getName()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("decoder 'needy' cannot be used here: ");
    }
}
