// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.Exporter;
import polder.api.flow.Exporters;
import polder.api.traffic.OwnNetworks;
import polder.wire.PrefixTable;

/** NetFlow 5, NetFlow 9 and IPFIX, and what their exporters tell about themselves. */
@Component(
        name = "polder.decode.netflow",
        configurationPid = "polder.decode.netflow",
        property = Decoder.NAME + "=netflow")
public final class NetflowDecoder implements Decoder, Exporters {
    private static final Logger LOG = LoggerFactory.getLogger(NetflowDecoder.class);

    private final Book book;
    private final Warden warden;
    private final List<ExporterCfg> some = new CopyOnWriteArrayList<>();
    private volatile DecoderSettings settings;

    /** Tells which packet of a sampled tunnel counts. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable OwnNetworks own;

    /**
     * Starts with what was known when it was stopped.
     *
     * @throws SettingsException when the cfg is wrong
     */
    @Activate
    public NetflowDecoder(Map<String, Object> properties) {
        this(
                properties,
                Path.of(System.getProperty("karaf.data", System.getProperty("java.io.tmpdir"))),
                new SplittableRandom().nextLong());
        warden.start();
    }

    /** Without the thread that tends to what is known. */
    NetflowDecoder(Map<String, Object> properties, Path data, long seed) {
        book = new Book(seed);
        settings = DecoderSettings.of(properties);
        StateFile file = new StateFile(data.resolve("polder").resolve("decode.netflow"), book);
        file.read();
        apply(settings);
        warden = new Warden(book, file, () -> settings);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            apply(DecoderSettings.of(properties));
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Deactivate
    void stop() {
        warden.stop();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addExporterCfg(ExporterCfg cfg) {
        some.add(cfg);
        reread();
    }

    void updatedExporterCfg(ExporterCfg cfg) {
        reread();
    }

    void removeExporterCfg(ExporterCfg cfg) {
        some.remove(cfg);
        reread();
    }

    private void apply(DecoderSettings next) {
        settings = next;
        book.limits().templates(next.templates());
        reread();
    }

    /** DS may bind cfgs before the constructor has read what holds for all; it reads them again. */
    private void reread() {
        DecoderSettings now = settings;
        if (now != null) {
            book.say(
                    now.all(), some.stream().map(cfg -> cfg.settings(now.all())).toList());
        }
    }

    @Override
    public DecoderLane open(int lane) {
        return new NetflowLane(book, () -> own);
    }

    @Override
    public Optional<DecoderLane> apart(PrefixTable networks) {
        DecoderSettings now = settings;
        Book another = new Book(new SplittableRandom().nextLong());
        another.limits().templates(now.templates());
        another.say(now.all(), some.stream().map(cfg -> cfg.settings(now.all())).toList());
        OwnNetworks theirs = () -> networks;
        return Optional.of(new ApartLane(new NetflowLane(another, () -> theirs), another, now));
    }

    @Override
    public List<Exporter> exporters() {
        return Screen.exporters(book);
    }

    @Override
    public Exporter.Details details(Exporter exporter) {
        return Screen.details(book, exporter);
    }

    /** For tests: what else is done every few seconds. */
    void tend(long now) {
        warden.tend(now);
    }

    /**
     * What {@code etc/polder.decode.netflow.cfg} says.
     *
     * @param all of exporters without a cfg of their own
     * @param hold how long data waits for its template
     * @param lifetime how long a template is kept that is neither sent nor needed
     * @param templates how many templates a domain may have
     */
    record DecoderSettings(ExporterSettings all, Duration hold, Duration lifetime, int templates) {
        private static final String NETFLOW = "netflow";

        static DecoderSettings of(Map<String, ?> properties) {
            Settings settings = new Settings(properties);
            if (!settings.text(Decoder.NAME, NETFLOW).equals(NETFLOW)) {
                settings.fault(Decoder.NAME, "is the name captures know this decoder by, and not to be changed");
            }
            DecoderSettings read = new DecoderSettings(
                    ExporterSettings.ofAll(settings),
                    settings.duration("hold", "30s", Duration.ZERO, Duration.ofMinutes(10)),
                    settings.duration("template.lifetime", "12h", Duration.ofMinutes(1), Duration.ofDays(7)),
                    settings.number("templates.max", 256, 1, 4096));
            settings.refuseRest();
            return read;
        }
    }
}
