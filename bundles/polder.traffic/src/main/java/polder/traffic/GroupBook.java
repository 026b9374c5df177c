// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import polder.api.config.SettingsException;
import polder.api.traffic.HostGroup;
import polder.wire.Prefix;

/**
 * The host groups there are, made of their files together. A file that does not fit to the others is refused, and the group goes on as
 * it last was. Any thread may call it.
 */
final class GroupBook {
    /** Files come one by one, at the start and when somebody changes several: what does not fit at once is given time to. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private record Entry(Inheritance inheritance, List<GroupSettings> chain, HostGroup group) {}

    private record Fault(String text, Instant since, boolean told) {}

    /** Always the same, so that groups which take from it stay as they are. */
    private final GroupSettings none = GroupSettings.none();

    private Map<String, Entry> entries = new TreeMap<>();
    private Map<String, Fault> faults = new TreeMap<>();
    private long minute = Long.MIN_VALUE;

    /** The groups that hold hosts, {@code default} first. A group that is as it was is the same object. */
    synchronized List<HostGroup> groups(Collection<GroupSettings> files, Instant now) {
        Map<String, GroupSettings> all = new TreeMap<>();
        files.forEach(one -> all.put(one.name(), one));
        all.putIfAbsent(HostGroup.DEFAULT, none);
        Map<Prefix, String> owners = new HashMap<>();
        Map<String, Entry> next = new TreeMap<>();
        Map<String, Fault> refused = new TreeMap<>();
        for (GroupSettings file : inOrder(all.values())) {
            Entry known = entries.get(file.name());
            Entry entry = known;
            try {
                entry = entry(Inheritance.of(file, all), known, now);
                refuseTaken(file, owners);
            } catch (SettingsException e) {
                refused.put(file.name(), fault(file.name(), text(e, known), now));
                entry = known == null ? null : entry(known.inheritance, known, now);
            }
            if (entry != null) {
                next.put(file.name(), entry);
                own(entry.group, entry.inheritance.own().enabled(), owners);
            }
        }
        entries = next;
        faults = refused;
        return entries.values().stream()
                .filter(entry -> entry.inheritance.own().enabled())
                .map(Entry::group)
                .sorted(Comparator.comparing(group -> !group.name().equals(HostGroup.DEFAULT)))
                .toList();
    }

    /** Those that have not changed first: of two that claim a prefix the new one is wrong. */
    private List<GroupSettings> inOrder(Collection<GroupSettings> files) {
        List<GroupSettings> ordered = new ArrayList<>(files);
        ordered.sort(Comparator.comparing(file -> !isKnown(file)));
        return ordered;
    }

    @SuppressWarnings("ReferenceEquality")
    private boolean isKnown(GroupSettings file) {
        Entry known = entries.get(file.name());
        return known != null && known.inheritance.own() == file;
    }

    private static Entry entry(Inheritance inheritance, @Nullable Entry known, Instant now) {
        boolean isSame = known != null && inheritance.isSame(known.inheritance);
        if (!isSame) {
            inheritance.check();
        }
        List<GroupSettings> chain = inheritance.at(now);
        return isSame && known != null && isSame(chain, known.chain)
                ? known
                : new Entry(inheritance, chain, inheritance.group(chain, problem -> {}));
    }

    private static boolean isSame(List<GroupSettings> a, List<GroupSettings> b) {
        return a.stream()
                .map(GroupSettings::name)
                .toList()
                .equals(b.stream().map(GroupSettings::name).toList());
    }

    private static void refuseTaken(GroupSettings file, Map<Prefix, String> owners) {
        for (Prefix prefix : file.enabled() ? file.networks() : List.<Prefix>of()) {
            String owner = owners.get(prefix);
            if (owner != null) {
                throw new SettingsException(file.file() + ": networks = " + prefix
                        + " is not accepted: it is that of group " + owner + " already");
            }
        }
    }

    private static void own(HostGroup group, boolean enabled, Map<Prefix, String> owners) {
        if (enabled) {
            group.networks().forEach(prefix -> owners.putIfAbsent(prefix, group.name()));
        }
    }

    private static String text(SettingsException e, @Nullable Entry known) {
        return e.getMessage()
                + (known == null
                        ? "; the group is left out until this is mended"
                        : "; the last good configuration goes on");
    }

    private Fault fault(String name, String text, Instant now) {
        Fault known = faults.get(name);
        return known != null && known.text.equals(text) ? known : new Fault(text, now, false);
    }

    /** What has been wrong for long enough to be told, each once. */
    synchronized List<String> complaints(Instant now) {
        if (faults.isEmpty()) {
            return List.of();
        }
        List<String> due = new ArrayList<>();
        faults.replaceAll((name, fault) -> {
            if (fault.told || Duration.between(fault.since, now).compareTo(PATIENCE) < 0) {
                return fault;
            }
            due.add(fault.text);
            return new Fault(fault.text, fault.since, true);
        });
        return due;
    }

    /** What is wrong now. It is not told again. */
    synchronized List<String> problems() {
        faults.replaceAll((name, fault) -> new Fault(fault.text, fault.since, true));
        return faults.values().stream().map(Fault::text).toList();
    }

    /** Whether a schedule has begun or ended; to be asked often, as hours start with the minute. */
    synchronized boolean hasTurned(Instant now) {
        long current = Math.floorDiv(now.getEpochSecond(), 60);
        if (current == minute) {
            return false;
        }
        minute = current;
        return entries.values().stream().anyMatch(entry -> !isSame(entry.inheritance.at(now), entry.chain));
    }
}
