// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.capture.Capture;
import polder.api.capture.CaptureLane;
import polder.api.config.SettingsException;
import polder.capture.udp.UdpSettings.Receiver;

/** Receives flow exports over UDP: each lane is a socket of its own, sharing the port with the others (SO_REUSEPORT). */
@Component(configurationPid = "polder.capture.udp", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class UdpCapture implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.udp");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String host() default "::";

        int port() default 2055;

        String decoder() default "netflow";

        int lanes() default 1;

        String allow() default "";

        String receive_buffer() default "16mb";

        String datagram_max() default "9kb";

        String receiver() default "auto";
    }

    private volatile UdpSettings settings;
    private boolean said;

    /** @throws SettingsException when the configuration is refused */
    @Activate
    public UdpCapture(Config config, Map<String, Object> properties) {
        this(UdpSettings.of(properties));
    }

    UdpCapture(UdpSettings settings) {
        this.settings = settings;
    }

    /** Takes new settings; the lanes ask to be opened anew. */
    @Modified
    public synchronized void modified(Map<String, Object> properties) {
        try {
            UdpSettings changed = UdpSettings.of(properties);
            if (!changed.equals(settings)) {
                said = false;
                settings = changed;
            }
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    /** The settings in force: a lane with others asks to be opened anew. */
    UdpSettings settings() {
        return settings;
    }

    @Override
    public synchronized CaptureLane open(int lane) throws IOException {
        UdpSettings now = settings;
        SocketTable.refuseOthers(now);
        String missing = now.receiver() == Receiver.JDK ? "receiver = jdk" : NativeSocket.missing();
        if (missing.isEmpty()) {
            MmsgLane opened = new MmsgLane(this, now);
            sayOnce(now, opened.granted(), "");
            return opened;
        }
        if (now.receiver() == Receiver.RECVMMSG) {
            throw new IOException("receiver = recvmmsg cannot be had: " + missing);
        }
        ChannelLane opened = new ChannelLane(this, now);
        sayOnce(now, opened.granted(), missing);
        return opened;
    }

    /** Says what an operator must know about the sockets, once for each configuration however many lanes there are. */
    private void sayOnce(UdpSettings now, int granted, String missing) {
        if (said) {
            return;
        }
        said = true;
        if (now.receiver() == Receiver.AUTO && !missing.isEmpty()) {
            LOG.info("{}: receives with the JDK's channel, recvmmsg cannot be had: {}", now.instance(), missing);
        }
        if (granted < now.receiveBuffer()) {
            LOG.warn(tooSmall(now, granted));
        }
    }

    static String tooSmall(UdpSettings settings, int granted) {
        return "%s: receive buffer is %s, asked for %s; raise it with: sysctl -w net.core.rmem_max=%d"
                .formatted(
                        settings.instance(), size(granted), size(settings.receiveBuffer()), settings.receiveBuffer());
    }

    private static String size(int bytes) {
        return bytes % (1 << 20) == 0
                ? (bytes >> 20) + " MiB"
                : String.format(Locale.ROOT, "%d KiB", Math.round(bytes / 1024.0));
    }
}
