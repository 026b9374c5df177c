// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.api.traffic.HostGroup;

/**
 * A cfg file of a host group that does not lie in etc/.
 *
 * @param group it is for
 * @param properties what it says
 */
record GroupFile(String group, Map<String, String> properties) {
    private static final Pattern NAME = Pattern.compile("polder[.]traffic[.]group-(.+)[.]cfg");

    /** @param group it is for; empty when its name says so, or it is for the group default */
    static GroupFile read(String file, String group) throws CommandException {
        Path path = Path.of(file).toAbsolutePath();
        Properties said = new Properties();
        try (Reader text = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            said.load(text);
        } catch (IOException e) {
            throw new CommandException(path + " cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            throw new CommandException(path + " is no cfg file: " + e.getMessage());
        }
        Map<String, String> properties = new HashMap<>();
        said.stringPropertyNames().forEach(key -> properties.put(key, said.getProperty(key)));
        properties.put("felix.fileinstall.filename", path.toString());
        return new GroupFile(group.isEmpty() ? groupOf(path) : group, properties);
    }

    private static String groupOf(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        return name.matches() ? name.group(1) : HostGroup.DEFAULT;
    }
}
