// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Decoders that know nothing yet. */
final class Decoders {
    private Decoders() {}

    /** With keys and values of the cfg, alternating. */
    static NetflowDecoder fresh(String... cfg) {
        try {
            Path data = Files.createTempDirectory("netflow");
            data.toFile().deleteOnExit();
            return in(data, cfg);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That keeps what it knows in a folder. */
    static NetflowDecoder in(Path data, String... cfg) {
        return new NetflowDecoder(withName(properties("polder.decode.netflow", cfg)), data, 1);
    }

    /** As DS does it: what the component says of itself is among the properties. */
    private static Map<String, Object> withName(Map<String, Object> properties) {
        properties.put("decoder", "netflow");
        return properties;
    }

    static Map<String, Object> properties(String pid, String... cfg) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", pid));
        for (int i = 0; i < cfg.length; i += 2) {
            properties.put(cfg[i], cfg[i + 1]);
        }
        return properties;
    }
}
