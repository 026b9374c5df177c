// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import polder.api.config.SettingsException;
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostGroup.Heritage;
import polder.api.traffic.Mode;

/**
 * The files a group takes from: its own, that of its parent, and so on to {@code default}. A file with a schedule has the scheduled
 * one beside it, which goes before it in the hours it names.
 */
record Inheritance(List<Link> links) {
    private static final Duration HOLD = Duration.ofSeconds(30);
    private static final Duration BAN_TIME = Duration.ofSeconds(1900);

    /**
     * One file.
     *
     * @param scheduled what goes before it in the hours of its schedule
     */
    record Link(GroupSettings says, @Nullable GroupSettings scheduled) {}

    /**
     * Follows the parents of a group.
     *
     * @param all every group by its name, {@code default} among them
     * @throws SettingsException when a group that is named is not there, or its parents go round in a circle
     */
    static Inheritance of(GroupSettings group, Map<String, GroupSettings> all) {
        Map<String, Link> links = new LinkedHashMap<>();
        GroupSettings next = group;
        while (true) {
            GroupSettings scheduled = next.schedule().isEmpty()
                    ? null
                    : find(next, "schedule.group", next.schedule().get().group(), all);
            links.put(next.name(), new Link(next, scheduled));
            if (next.parent().isEmpty()) {
                return new Inheritance(List.copyOf(links.values()));
            }
            GroupSettings parent = find(next, "parent", next.parent(), all);
            if (links.containsKey(parent.name())) {
                throw new SettingsException(next.file() + ": parent = " + next.parent()
                        + " is not accepted: it goes round in a circle, "
                        + String.join(" -> ", links.keySet()) + " -> " + parent.name());
            }
            next = parent;
        }
    }

    private static GroupSettings find(GroupSettings of, String key, String name, Map<String, GroupSettings> all) {
        GroupSettings found = all.get(name);
        if (found == null) {
            throw new SettingsException(of.file() + ": " + key + " = " + name
                    + " is not accepted: there is no such group; give one of " + String.join(", ", all.keySet()));
        }
        return found;
    }

    /** The group's own file. */
    GroupSettings own() {
        return links.get(0).says();
    }

    /** Whether both are made of the same files as they were read; what they hold would be dearer to compare. */
    @SuppressWarnings("ReferenceEquality")
    boolean isSame(Inheritance other) {
        boolean same = links.size() == other.links.size();
        for (int i = 0; same && i < links.size(); i++) {
            Link mine = links.get(i);
            Link its = other.links.get(i);
            same = mine.says == its.says && mine.scheduled == its.scheduled;
        }
        return same;
    }

    /** The files in the order in which they are asked at a time. */
    List<GroupSettings> at(Instant now) {
        return chain(schedule -> schedule.isOn(now));
    }

    private List<GroupSettings> chain(Predicate<Schedule> isOn) {
        List<GroupSettings> chain = new ArrayList<>();
        for (Link link : links) {
            if (link.scheduled != null && link.says.schedule().filter(isOn).isPresent()) {
                chain.add(link.scheduled);
            }
            chain.add(link.says);
        }
        return chain;
    }

    /** @throws SettingsException when files say something together that none says alone and that makes no sense */
    void check() {
        Consumer<String> refuse = problem -> {
            throw new SettingsException(own().file() + ": " + problem);
        };
        group(chain(schedule -> false), refuse);
        group(chain(schedule -> true), refuse);
    }

    /** The group as it is judged while these files are asked. */
    HostGroup group(List<GroupSettings> chain, Consumer<String> problems) {
        Map<String, String> origins = new LinkedHashMap<>();
        Mode mode =
                first(chain, GroupSettings.MODE, GroupSettings::mode, origins).orElse(Mode.ACT);
        Mode outgoing = first(chain, GroupSettings.OUTGOING, GroupSettings::outgoing, origins)
                .orElse(Mode.NOTIFY);
        int min = first(chain, GroupSettings.SOURCES_MIN, GroupSettings::sourcesMin, origins)
                .orElse(HostGroup.Sources.MIN);
        return new HostGroup(
                own().name(),
                own().networks(),
                Levels.inherited(chain, GroupSettings::limits, "limit.", problems),
                Levels.inherited(chain, GroupSettings::sumLimits, "limit.group.", problems),
                first(chain, GroupSettings.HOLD, GroupSettings::hold, origins).orElse(HOLD),
                first(chain, GroupSettings.BAN_TIME, GroupSettings::banTime, origins)
                        .orElse(BAN_TIME),
                mode,
                outgoing.compareTo(mode) < 0 ? outgoing : mode,
                first(chain, GroupSettings.ACTIONS, GroupSettings::actions, origins)
                        .orElse(List.of()),
                new Heritage(chain.stream().map(GroupSettings::name).toList(), origins, scheduled(chain)),
                new HostGroup.Sources(min, Levels.inheritedSources(chain, problems)));
    }

    private List<String> scheduled(List<GroupSettings> chain) {
        List<String> own = links.stream().map(link -> link.says.name()).toList();
        return chain.stream()
                .map(GroupSettings::name)
                .filter(name -> !own.contains(name))
                .toList();
    }

    private static <T> Optional<T> first(
            List<GroupSettings> chain,
            String key,
            Function<GroupSettings, Optional<T>> value,
            Map<String, String> origins) {
        for (GroupSettings one : chain) {
            Optional<T> said = value.apply(one);
            if (said.isPresent()) {
                origins.put(key, one.name());
                return said;
            }
        }
        return Optional.empty();
    }
}
