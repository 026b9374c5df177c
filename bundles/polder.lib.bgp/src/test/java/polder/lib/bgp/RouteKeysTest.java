// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowSpec;
import polder.wire.Address;
import polder.wire.Prefix;

public class RouteKeysTest {
    private static final Announcement HOST = new Blackhole(Prefix.parse("192.0.2.5"), "web");
    private static final Announcement HOST6 = new Blackhole(Prefix.parse("2001:db8::5"), "web");
    private static final Announcement NETWORK = new Blackhole(Prefix.parse("192.0.2.0/24"), "mail");
    private static final Announcement FLOW =
            new FlowSpec(FlowRule.to(Prefix.parse("192.0.2.5")), new FlowAction.Discard(), "web");

    private static RouteKeys read(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>(Map.of("service.pid", "polder.bgp.gobgp~edge"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        Settings settings = new Settings(properties);
        RouteKeys keys = RouteKeys.read(settings);
        settings.refuseRest();
        return keys;
    }

    @Test
    public void aBlackholeIsMarkedAndStaysByDefaultAndAFlowSpecRuleHasNothing() {
        RouteKeys keys = read();
        assertThat(keys.attributes(HOST))
                .isEqualTo(new Attributes(
                        Address.parse("192.0.2.1"),
                        List.of(Community.BLACKHOLE, Community.NO_EXPORT),
                        null,
                        null,
                        List.of()));
        assertThat(keys.attributes(HOST6).nextHop()).isEqualTo(Address.parse("100::1"));
        assertThat(keys.attributes(FLOW)).isEqualTo(new Attributes(null, List.of(), null, null, List.of()));
        assertThat(List.of(HOST, HOST6, NETWORK, FLOW)).allMatch(keys::takes);
    }

    @Test
    public void theClosestKeyWins() {
        RouteKeys keys = read(
                "communities", "65001:1",
                "communities.host", "65001:2, 65001:7:9 target:65001:100000",
                "communities.flowspec", "65001:4",
                "no.export.host", "off",
                "group.web.communities.flowspec", "none",
                "group.mail.next.hop", "192.0.2.99",
                "group.mail.next.hop.network", "192.0.2.98",
                "group.mail.as.path.network", "65001 65001",
                "next.hop.ipv6.host", "2001:db8::dead",
                "local.preference.network", "200",
                "med", "4294967295");
        assertThat(keys.attributes(HOST).communities())
                .extracting(Object::toString)
                .containsExactly("65001:2", "65001:7:9", "target:65001:100000");
        assertThat(keys.attributes(NETWORK))
                .isEqualTo(new Attributes(
                        Address.parse("192.0.2.98"),
                        List.of(new Community.Standard(65001, 1), Community.NO_EXPORT),
                        200L,
                        4294967295L,
                        List.of(65001L, 65001L)));
        assertThat(keys.attributes(HOST6).nextHop()).isEqualTo(Address.parse("2001:db8::dead"));
        assertThat(keys.attributes(FLOW).communities()).isEmpty();
        assertThat(keys.attributes(new FlowSpec(FlowRule.to(Prefix.parse("192.0.2.5")), new FlowAction.Discard(), "db"))
                        .communities())
                .extracting(Object::toString)
                .containsExactly("65001:4");
    }

    @Test
    public void whatIsNotTakenIsSaid() {
        assertThat(read("take", "flowspec").takes(HOST)).isFalse();
        assertThat(read("take", "flowspec").takes(FLOW)).isTrue();
        assertThat(read("families", "ipv4").takes(HOST6)).isFalse();
    }

    @Test
    public void faultsAreNamedAllAtOnce() {
        assertThatThrownBy(() -> read(
                        "communities", "65001:70000",
                        "next.hop", "2001:db8::1",
                        "take", "everything",
                        "group.web.colour", "red",
                        "as.path", "-1"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("communities = 65001:70000 is not accepted; give none, or communities such as")
                .hasMessageContaining("next.hop = 2001:db8::1 is not accepted; give an IPv4 address")
                .hasMessageContaining("take = everything is not accepted; give one or more of blackhole, flowspec")
                .hasMessageContaining("group.web.colour = red is no key of a host group")
                .hasMessageContaining("as.path = -1 is not accepted");
    }

    @Test
    public void communitiesOutOfBoundsAreRefused() {
        for (String text :
                List.of("1", "1:2:3:4", "65536:1", "a:b", "target:70000:70000", "target:1", "1:2:4294967296", "")) {
            assertThatThrownBy(() -> Community.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
