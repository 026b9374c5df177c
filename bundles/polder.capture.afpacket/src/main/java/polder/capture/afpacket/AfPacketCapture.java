// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.capture.Capture;
import polder.api.capture.CaptureLane;
import polder.api.config.SettingsException;

/** Frames of an interface: each lane is a packet socket with a ring of its own, and the kernel shares the frames out among them. */
@Component(
        name = "polder.capture.afpacket",
        configurationPid = "polder.capture.afpacket",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class AfPacketCapture implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.afpacket");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        /** The dollar sign is dropped: the key is {@code interface}. */
        String interface$();

        String decoder() default "packet";

        int lanes() default 1;

        String fanout() default "hash";

        String promiscuous() default "on";

        String direction() default "in";

        String block_size() default "1mb";

        int block_count() default 64;

        String block_timeout() default "20ms";

        String snaplen() default "256";

        String filter() default "";

        String length() default "frame";

        int sampling() default 1;

        String count() default "own";
    }

    private volatile AfPacketSettings settings;
    private @Nullable AfPacketSettings looked;

    /** @throws SettingsException when the configuration is refused */
    @Activate
    public AfPacketCapture(Config config, Map<String, Object> properties) {
        this(AfPacketSettings.of(properties));
    }

    AfPacketCapture(AfPacketSettings settings) {
        this.settings = settings;
    }

    /** Takes new settings; the lanes ask to be opened anew. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            AfPacketSettings changed = AfPacketSettings.of(properties);
            if (!changed.equals(settings)) {
                settings = changed;
            }
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    /** The settings in force: a lane with others asks to be opened anew. */
    AfPacketSettings settings() {
        return settings;
    }

    @Override
    public CaptureLane open(int lane) throws IOException {
        AfPacketSettings now = settings;
        String missing = PacketSocket.missing();
        if (!missing.isEmpty()) {
            throw new IOException(missing);
        }
        RingLane opened = new RingLane(this, now, group(now));
        sayOnce(now, opened);
        return opened;
    }

    /**
     * The number all lanes of a capture share, and nobody else: another program with the same one would get a part of the frames. It
     * is the same when the bundle is replaced, so that old and new lanes share the frames too.
     */
    private static int group(AfPacketSettings settings) {
        long process = ProcessHandle.current().pid();
        return Objects.hash(process, settings.instance(), settings.device(), settings.fanout().number) >>> 16;
    }

    /** Says what an operator must know of the interface, once for each configuration however many lanes there are. */
    private synchronized void sayOnce(AfPacketSettings now, RingLane opened) {
        if (!now.equals(looked) && opened.seesJoinedPackets()) {
            LOG.warn(
                    "{}: {} joins packets of a connection before they are seen, so too few are counted; "
                            + "turn it off: ethtool -K {} gro off lro off",
                    now.instance(),
                    now.device(),
                    now.device());
        }
        looked = now;
    }
}
