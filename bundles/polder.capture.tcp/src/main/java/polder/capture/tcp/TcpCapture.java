// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.capture.Capture;
import polder.api.capture.CaptureLane;
import polder.api.config.SettingsException;

/** Receives IPFIX over TCP and TLS. The listener outlives its lanes' reopening, so that connections go on with new settings. */
@Component(configurationPid = "polder.capture.tcp", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class TcpCapture implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.tcp");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String host() default "::";

        int port() default 4739;

        String decoder() default "netflow";

        int lanes() default 1;

        String allow() default "";

        String receive_buffer() default "4mb";

        String message_max() default "64kb";

        String message_time() default "30s";

        String idle() default "10m";

        int connections() default 1000;

        int connections_per_address() default 16;

        String tls() default "off";

        String tls_certificate() default "";

        String tls_key() default "";

        String tls_client() default "require";

        String tls_trusted() default "";

        String tls_protocols() default "TLSv1.2, TLSv1.3";

        String tls_handshake() default "10s";
    }

    private volatile TcpSettings settings;
    private @Nullable Listener listener;
    private boolean stopped;

    /** @throws SettingsException when the configuration is refused */
    @Activate
    public TcpCapture(Config config, Map<String, Object> properties) {
        this(TcpSettings.of(properties));
    }

    TcpCapture(TcpSettings settings) {
        this.settings = settings;
    }

    /** Takes new settings; the lanes ask to be opened anew. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            TcpSettings changed = TcpSettings.of(properties);
            if (!changed.equals(settings)) {
                settings = changed;
            }
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    /** Closes the port and every connection; what has arrived can still be polled. */
    @Deactivate
    public synchronized void stop() {
        stopped = true;
        closeListener();
    }

    /** The settings in force: a lane with others asks to be opened anew. */
    TcpSettings settings() {
        return settings;
    }

    @Override
    public synchronized CaptureLane open(int lane) throws IOException {
        if (stopped) {
            throw new IOException("its bundle is being replaced");
        }
        TcpSettings now = settings;
        Listener known = listener;
        if (known == null) {
            known = new Listener(now);
            listener = known;
        }
        try {
            known.apply(now);
            return new TcpLane(this, lane, known.open(lane), now);
        } catch (IOException e) {
            if (known.isIdle()) {
                closeListener();
            }
            throw e;
        }
    }

    /** A lane was closed. Without a successor its connections are closed too, and with the last lane the port. */
    synchronized void release(int lane, Inlet inlet) {
        Listener known = listener;
        if (known != null) {
            known.release(lane, inlet);
            if (known.isIdle()) {
                closeListener();
            }
        }
    }

    private void closeListener() {
        Listener known = listener;
        listener = null;
        if (known != null) {
            known.close();
        }
    }
}
