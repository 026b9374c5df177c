// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops, at the start, configurations whose file was deleted while the appliance was stopped. Karaf keeps what it has read from a
 * file in {@code data/}, and watches files only while it runs: what an operator has removed would go on for ever.
 */
@Component(
        immediate = true,
        service = {})
public final class GoneFiles {
    private static final Logger LOG = LoggerFactory.getLogger("polder.engine");
    private static final String FILE = "felix.fileinstall.filename";
    private static final String OURS = "(&(" + FILE + "=*)(|(service.pid=polder.*)(service.factoryPid=polder.*)))";

    @Activate
    public GoneFiles(@Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable ConfigurationAdmin admin) {
        if (admin != null) {
            drop(admin);
        }
    }

    private static void drop(ConfigurationAdmin admin) {
        try {
            Configuration[] all = admin.listConfigurations(OURS);
            for (Configuration one : all == null ? new Configuration[0] : all) {
                Path file = file(one.getProperties().get(FILE));
                if (file != null && isGone(file)) {
                    one.delete();
                    LOG.info("etc/{} is gone since the last start, and so is what it configured", file.getFileName());
                }
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.warn("configurations whose file is gone could not be looked for: {}", e.toString());
        }
    }

    private static @Nullable Path file(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        try {
            return text.startsWith("file:") ? Path.of(URI.create(text)) : text.isEmpty() ? null : Path.of(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A folder that is not there, as one that is not mounted, says nothing about its files. */
    private static boolean isGone(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder != null && Files.isDirectory(folder) && Files.notExists(file);
    }
}
