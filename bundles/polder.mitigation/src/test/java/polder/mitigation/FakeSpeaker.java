// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.Speaker;

/** A speaker whose daemon does at once what it is told, as long as it is up. */
final class FakeSpeaker implements Speaker {
    final List<Set<Announcement>> told = new ArrayList<>();
    /** What is in the daemon's table. */
    final Map<Announcement, Standing> table = new LinkedHashMap<>();

    boolean holesOnly;
    boolean up = true;
    Set<Announcement> wanted = Set.of();

    @Override
    public String name() {
        return "polder.bgp.fake-edge";
    }

    @Override
    public boolean takes(Announcement announcement) {
        return !holesOnly || announcement instanceof Blackhole;
    }

    @Override
    public void want(Set<Announcement> all) {
        told.add(all);
        wanted = all;
        settle();
    }

    void settle() {
        table.clear();
        State state = up ? State.CONFIRMED : State.WAITING;
        wanted.forEach(one -> table.put(one, new Standing(state, up ? "" : "the daemon is away")));
    }

    @Override
    public Map<Announcement, Standing> standings() {
        return Map.copyOf(table);
    }

    @Override
    public List<Peer> peers() {
        return List.of(new Peer("192.0.2.254", 65001, up, up ? "established" : "idle", 5, table.size()));
    }

    @Override
    public String trouble() {
        return up ? "" : "the daemon is away; start it";
    }
}
