// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import polder.api.config.Settings;

/**
 * One path attribute of a cfg: {@code KEY} is for blackholes, {@code KEY.KIND} for one kind, {@code group.GROUP.KEY} and
 * {@code group.GROUP.KEY.KIND} for one host group. The closest wins.
 *
 * @param values by their keys as they stand in the file
 */
record Layered<T>(String key, Map<String, T> values) {
    /**
     * @param groups the keys of groups; those of this attribute are taken out
     * @param none what stands for the value while a fault is reported
     */
    static <T> Layered<T> read(
            Settings settings, String key, List<String> groups, String accepted, T none, Function<String, T> reader) {
        List<String> keys = new ArrayList<>();
        keys.add(key);
        for (Kind kind : Kind.values()) {
            keys.add(key + "." + kind.word());
        }
        Pattern ours = Pattern.compile("group\\..+\\." + Pattern.quote(key) + "(\\.(host|network|flowspec))?");
        groups.stream().filter(one -> ours.matcher(one).matches()).forEach(keys::add);
        groups.removeIf(one -> ours.matcher(one).matches());
        Map<String, T> values = new HashMap<>();
        for (String one : keys) {
            if (!settings.text(one, "").isEmpty()) {
                values.put(one, settings.read(one, "", accepted, none, reader));
            }
        }
        return new Layered<>(key, Map.copyOf(values));
    }

    @Nullable
    T of(String group, Kind kind) {
        String start = "group." + group + ".";
        T found = close(start, kind);
        return found != null ? found : close("", kind);
    }

    /** A blackhole's community or next hop on a FlowSpec rule would be wrong: that has keys of its own only. */
    private @Nullable T close(String start, Kind kind) {
        T found = values.get(start + key + "." + kind.word());
        return found != null || kind == Kind.FLOWSPEC ? found : values.get(start + key);
    }
}
