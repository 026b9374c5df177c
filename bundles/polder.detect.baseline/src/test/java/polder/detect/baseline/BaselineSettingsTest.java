// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.Map;
import org.junit.Test;
import polder.api.config.SettingsException;

public class BaselineSettingsTest {
    @Test
    public void theDefaultsAreThoseOfTheFile() {
        BaselineSettings read = BaselineSettings.of(Map.of());
        assertThat(read.hosts()).isEqualTo(BaselineSettings.Report.OFF);
        assertThat(read.groups()).isEqualTo(BaselineSettings.Report.WARN);
        assertThat(read.networks()).isEqualTo(BaselineSettings.Report.OFF);
        assertThat(read.floorBits()).isEqualTo(200_000_000);
        assertThat(read.learnHours()).isEqualTo(168);
    }

    @Test
    public void wrongValuesAreRefusedWithWhatIsAccepted() {
        assertThatThrownBy(() -> BaselineSettings.of(
                        Map.of("service.pid", "polder.detect.baseline", "floor.bits", "20kpps", "hosts", "loud")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.detect.baseline.cfg: hosts = loud is not accepted")
                .hasMessageContaining("one of off, warn, alert")
                .hasMessageContaining("floor.bits = 20kpps is not accepted; give a rate such as 200mbps");
    }

    @Test
    public void aWrongChangeLeavesTheLastGoodOne() {
        BaselineDetector detector = new BaselineDetector(null, Days.settings(), Days.folder(), ZoneOffset.UTC);
        detector.modified(Map.of("factor", "none"));
        detector.modified(Map.of("factor", "6"));
        assertThat(detector.counters()).containsEntry("hosts", 0L);
        assertThat(detector.propose(2)).isEmpty();
        detector.deactivate();
    }
}
