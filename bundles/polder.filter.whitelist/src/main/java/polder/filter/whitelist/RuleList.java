// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.api.config.Settings;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/**
 * What a cfg file and the files it names say.
 *
 * @param file as an operator knows it
 * @param instance its name
 * @param rules in the order they are asked in
 * @param never prefixes that are never acted on
 * @param neverFile those of the file, the prefixes of the key itself being the others
 * @param files the files it was read from, with what tells whether they have changed
 */
record RuleList(
        String file,
        String instance,
        List<Rule> rules,
        PrefixTable never,
        Set<Prefix> neverFile,
        Map<Path, String> files) {
    private static final int MOST_RULES = 256;
    private static final String RULE = "rule.";

    static RuleList of(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        Map<Path, String> files = new TreeMap<>();
        List<String> groups = settings.list("group");
        List<Rule> rules = new ArrayList<>();
        addRemote(rules, "remote", settings.prefixes("remote"), settings.text("remote", ""), groups);
        addRemote(rules, "remote.file", file(settings, "remote.file", files), settings.text("remote.file", ""), groups);
        for (String key : settings.keys(RULE)) {
            rules.add(rule(settings, key, settings.text(key, ""), groups));
        }
        if (rules.size() > MOST_RULES) {
            settings.fault(RULE + "*", "are " + rules.size() + " rules; " + MOST_RULES + " are the most");
        }
        Set<Prefix> never = new TreeSet<>(settings.prefixes("never.act"));
        Set<Prefix> neverFile = new TreeSet<>(file(settings, "never.act.file", files));
        never.addAll(neverFile);
        settings.refuseRest();
        return new RuleList(settings.file(), settings.instance(), rules, new PrefixTable(never), neverFile, files);
    }

    /** Says by itself what is wrong with a rule, as the answer of the settings has room for no reason. */
    private static Rule rule(Settings settings, String key, String text, List<String> groups) {
        try {
            return RuleText.parse(key, text, groups);
        } catch (IllegalArgumentException e) {
            settings.fault(key, "is not accepted: " + e.getMessage());
            return Rule.remote(key, text, List.of(), groups);
        }
    }

    private static void addRemote(
            List<Rule> rules, String key, List<Prefix> prefixes, String text, List<String> groups) {
        if (!prefixes.isEmpty()) {
            rules.add(Rule.remote(key, text, prefixes, groups));
        }
    }

    private static List<Prefix> file(Settings settings, String key, Map<Path, String> files) {
        String text = settings.text(key, "");
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            Path path = PrefixFile.path(text);
            files.put(path, stamp(path));
            return PrefixFile.read(path);
        } catch (IllegalArgumentException e) {
            settings.fault(key, "is not accepted: " + e.getMessage());
            return List.of();
        }
    }

    /** Whether a file it was read from is another one now. */
    boolean isOutdated() {
        return files.entrySet().stream().anyMatch(file -> !stamp(file.getKey()).equals(file.getValue()));
    }

    private static String stamp(Path file) {
        try {
            return Files.getLastModifiedTime(file) + " " + Files.size(file);
        } catch (IOException e) {
            return "none";
        }
    }
}
