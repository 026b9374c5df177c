// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;
import polder.api.config.Settings;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.Speaker.Standing;
import polder.api.mitigation.Speaker.State;
import polder.wire.Prefix;

public class LedgerTest {
    private static final Announcement ONE = new Blackhole(Prefix.parse("192.0.2.1"), "web");
    private static final Announcement TWO = new Blackhole(Prefix.parse("192.0.2.2"), "web");
    private static final Announcement SIX = new Blackhole(Prefix.parse("2001:db8::1"), "web");

    private final RouteKeys keys = RouteKeys.read(new Settings(Map.of("families", "ipv4")));
    private final Ledger ledger = new Ledger();

    private Map<Announcement, State> states() {
        return ledger.standings(keys).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().state()));
    }

    @Test
    public void nothingIsWantedOrUnwantedBeforeSomebodySaysSo() {
        assertThat(ledger.wanted()).isNull();
        assertThat(states()).isEmpty();
    }

    @Test
    public void whatIsNewWaitsAndWhatIsNoLongerWantedLeaves() {
        ledger.want(Set.of(ONE, SIX));
        assertThat(states()).isEqualTo(Map.of(ONE, State.WAITING));
        ledger.tell(Map.of(ONE, new Standing(State.CONFIRMED, "")));
        ledger.want(Set.of(TWO));
        assertThat(states()).isEqualTo(Map.of(ONE, State.LEAVING, TWO, State.WAITING));
        ledger.want(Set.of(ONE));
        assertThat(states()).isEqualTo(Map.of(ONE, State.CONFIRMED));
    }

    @Test
    public void aDaemonThatIsAwayHasNothingForSure() {
        ledger.want(Set.of(ONE));
        ledger.tell(Map.of(ONE, new Standing(State.CONFIRMED, ""), TWO, new Standing(State.LEAVING, "")));
        ledger.tellAway("gone");
        assertThat(states()).isEqualTo(Map.of(ONE, State.WAITING, TWO, State.LEAVING));
        assertThat(ledger.standings(keys).get(ONE).words()).isEqualTo("gone");
    }
}
