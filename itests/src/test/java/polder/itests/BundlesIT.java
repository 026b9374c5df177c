// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What is installed runs, and what can be installed can. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BundlesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject
    BundleContext context;

    @Inject
    FeaturesService features;

    @Inject
    ServiceComponentRuntime components;

    private Inside inside;

    @Configuration
    public Option[] container() {
        return Container.options();
    }

    @Before
    public void waitForTheAppliance() throws Exception {
        inside = new Inside(context);
        Await.until("feature polder installed", LIMIT, () -> features.isInstalled(features.getFeature("polder")));
    }

    @Test
    public void everyBundleIsActive() throws Exception {
        Await.until("all bundles active", LIMIT, () -> Arrays.stream(context.getBundles())
                .allMatch(bundle -> bundle.getState() == Bundle.ACTIVE
                        || bundle.getHeaders().get("Fragment-Host") != null
                        || bundle.getSymbolicName().startsWith("PAXEXAM")));
        assertThat(inside.run("bundle:list -t 0 -s")).contains("polder.engine", "polder.traffic", "polder.attack");
    }

    @Test
    public void everyComponentWithAConfigurationIsSatisfied() throws Exception {
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
            if (component.bundle.symbolicName.startsWith("polder.")) {
                for (ComponentConfigurationDTO one : components.getComponentConfigurationDTOs(component)) {
                    assertThat(one.state)
                            .as(
                                    "%s %s lacks %s",
                                    component.name,
                                    Map.copyOf(one.properties),
                                    Arrays.toString(one.unsatisfiedReferences))
                            .isIn(ComponentConfigurationDTO.SATISFIED, ComponentConfigurationDTO.ACTIVE);
                }
            }
        }
    }

    @Test
    public void everyFeatureCanBeInstalledWithoutANetworkAndWithoutARestartOfTheShell() throws Exception {
        long started = inside.bundle("org.apache.karaf.shell.core").getLastModified();
        for (String name : List.of(
                "polder-capture-tcp-core",
                "polder-capture-pcap",
                "polder-capture-afpacket",
                "polder-capture-afxdp",
                "polder-notify-clickhouse",
                "polder-notify-graphite",
                "polder-notify-influxdb",
                "polder-notify-script",
                "polder-notify-redis",
                "polder-notify-snmp",
                "polder-notify-mongodb",
                "polder-notify-syslog",
                "polder-notify-pagerduty",
                "polder-notify-mail",
                "polder-notify-kafka",
                "polder-bgp-exabgp",
                "polder-bgp-gobgp",
                "polder-camel")) {
            features.installFeature(name);
            assertThat(features.isInstalled(features.getFeature(name))).as(name).isTrue();
        }
        everyBundleIsActive();
        assertThat(inside.bundle("org.apache.karaf.shell.core").getLastModified())
                .isEqualTo(started);
    }
}
