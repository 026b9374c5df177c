// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.wire.Address;

/**
 * Where an address belongs, by MaxMind DB files, which are read into memory. A file that is missing or broken is a warning, and then
 * it tells nothing. Any thread may ask.
 */
final class Databases implements Places {
    private static final Logger LOG = LoggerFactory.getLogger("polder.evidence");

    private final @Nullable Reader systems;
    private final @Nullable Reader countries;
    private volatile boolean complained;

    private Databases(@Nullable Reader systems, @Nullable Reader countries) {
        this.systems = systems;
        this.countries = countries;
    }

    static Places open(Settings settings) {
        Reader systems = open("asn.database", settings.systems());
        Reader countries = open("country.database", settings.countries());
        return systems == null && countries == null ? Places.UNKNOWN : new Databases(systems, countries);
    }

    private static @Nullable Reader open(String key, String file) {
        if (file.isEmpty()) {
            return null;
        }
        try {
            return new Reader(Path.of(file).toFile(), Reader.FileMode.MEMORY);
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "etc/polder.evidence.cfg: {} = {} is no MaxMind DB file that can be read: {}",
                    key,
                    file,
                    e.toString());
            return null;
        }
    }

    @Override
    public boolean knowsSystems() {
        return systems != null;
    }

    @Override
    public String system(Address address) {
        Map<?, ?> found = find(systems, address);
        Object number = found.get("autonomous_system_number");
        Object name = found.get("autonomous_system_organization");
        return number == null ? "" : "AS" + number + (name == null ? "" : " " + name);
    }

    @Override
    public String country(Address address) {
        Map<?, ?> found = find(countries, address);
        Object country = found.get("country");
        country = country == null ? found.get("registered_country") : country;
        Object code = country instanceof Map<?, ?> fields ? fields.get("iso_code") : null;
        return code == null ? "" : code.toString();
    }

    private Map<?, ?> find(@Nullable Reader database, Address address) {
        if (database == null || (!address.isV4() && database.getMetadata().getIpVersion() == 4)) {
            return Map.of();
        }
        try {
            Map<?, ?> found = database.get(address.toInet(), Map.class);
            return found == null ? Map.of() : found;
        } catch (IOException | RuntimeException e) {
            if (!complained) {
                complained = true;
                LOG.warn("a MaxMind DB file of etc/polder.evidence.cfg is broken: {}", e.toString());
            }
            return Map.of();
        }
    }
}
