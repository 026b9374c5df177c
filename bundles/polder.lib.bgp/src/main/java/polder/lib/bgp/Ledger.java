// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Speaker.Standing;
import polder.api.mitigation.Speaker.State;

/** What is wanted of a speaker, and how it stands. Written by who wants and by the speaker's thread, read by any. */
public final class Ledger {
    private static final Standing NEW = new Standing(State.WAITING, "");

    private volatile @Nullable Set<Announcement> wanted;
    private volatile Map<Announcement, Standing> told = Map.of();

    public void want(Set<Announcement> announcements) {
        wanted = Set.copyOf(announcements);
    }

    /** Null until somebody has said what is wanted: till then nothing may be withdrawn either. */
    public @Nullable Set<Announcement> wanted() {
        return wanted;
    }

    /** How all of them stand, after a round. */
    public void tell(Map<Announcement, Standing> standings) {
        told = Map.copyOf(standings);
    }

    /** After a round in which the daemon was not reached. */
    public void tellAway(String words) {
        Map<Announcement, Standing> standings = new HashMap<>();
        told.forEach((announcement, standing) -> {
            if (standing.state() != State.WAITING) {
                standings.put(announcement, new Standing(State.LEAVING, words));
            }
        });
        Set<Announcement> now = wanted;
        if (now != null) {
            now.forEach(announcement -> standings.put(announcement, new Standing(State.WAITING, words)));
        }
        told = Map.copyOf(standings);
    }

    /** As of the last round, with what has been wanted since, and no longer is. */
    public Map<Announcement, Standing> standings(RouteKeys keys) {
        Map<Announcement, Standing> standings = new HashMap<>();
        Set<Announcement> now = wanted;
        Set<Announcement> open = new HashSet<>(now == null ? Set.of() : now);
        open.removeIf(announcement -> !keys.takes(announcement));
        told.forEach((announcement, standing) -> {
            if (open.remove(announcement)) {
                standings.put(
                        announcement,
                        standing.state() == State.LEAVING ? new Standing(State.WAITING, standing.words()) : standing);
            } else if (standing.state() != State.WAITING && standing.state() != State.FAILED) {
                standings.put(announcement, new Standing(State.LEAVING, standing.words()));
            }
        });
        open.forEach(announcement -> standings.put(announcement, NEW));
        return standings;
    }
}
