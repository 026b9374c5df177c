// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
import polder.capture.afxdp.AfXdpSettings.Mode;

/** Reads a mirror port through AF_XDP sockets, one for each receive queue; the queues are divided among the lanes. */
@Component(configurationPid = "polder.capture.afxdp", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class AfXdpCapture implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.afxdp");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String interface$() default "";

        String decoder() default "packet";

        int lanes() default 1;

        String queues() default "all";

        String mode() default "auto";

        String copy() default "auto";

        String memory() default "32mb";

        int sampling() default 1;

        String length() default "frame";

        String count() default "own";

        String promiscuous() default "on";

        String addresses() default "refused";
    }

    private volatile AfXdpSettings settings;
    private @Nullable Mirror mirror;

    /** @throws SettingsException when the configuration is refused */
    @Activate
    public AfXdpCapture(Config config, Map<String, Object> properties) {
        this(AfXdpSettings.of(properties));
    }

    AfXdpCapture(AfXdpSettings settings) {
        this.settings = settings;
    }

    /** Takes new settings; the lanes ask to be opened anew. */
    @Modified
    public synchronized void modified(Map<String, Object> properties) {
        try {
            AfXdpSettings changed = AfXdpSettings.of(properties);
            if (!changed.equals(settings)) {
                settings = changed;
            }
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    /** The settings in force: a lane with others asks to be opened anew. */
    AfXdpSettings settings() {
        return settings;
    }

    /** What is busy may be held by a lane that is about to be closed, of this capture or of its predecessor: it is waited for. */
    @Override
    public CaptureLane open(int lane) throws IOException {
        String missing = Machine.missing();
        if (!missing.isEmpty()) {
            throw new IOException("AF_XDP cannot be had: " + missing + "; use polder.capture.afpacket");
        }
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            try {
                return openNow(lane);
            } catch (Fault e) {
                if (!e.isBusy()
                        || System.nanoTime() > deadline
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    private synchronized AfXdpLane openNow(int lane) throws IOException {
        AfXdpSettings now = settings;
        Mirror shared = mirror;
        if (shared == null || !shared.fits(now)) {
            shared = Mirror.open(now);
            mirror = shared;
        } else {
            shared.share();
        }
        try {
            AfXdpLane opened = new AfXdpLane(this, shared, lane);
            if (lane == 0) {
                say(now, shared, opened.isZeroCopy());
            }
            return opened;
        } catch (IOException e) {
            release(shared);
            throw e;
        }
    }

    private static void say(AfXdpSettings now, Mirror opened, boolean zeroCopy) {
        Redirect redirect = opened.redirect();
        String copy = zeroCopy ? "zero copy" : "copied";
        if (redirect.mode() == Mode.GENERIC && now.mode() == Mode.AUTO) {
            LOG.info("{}: {} is read in generic mode, {}: {}", now.instance(), now.port(), copy, redirect.whyGeneric());
        } else {
            String mode = redirect.mode().word();
            LOG.info("{}: {} is read in {} mode, {}", now.instance(), now.port(), mode, copy);
        }
        if (!opened.nic().isUp()) {
            LOG.warn(
                    "{}: {} is down; nothing comes until it is up: ip link set {} up",
                    now.instance(),
                    now.port(),
                    now.port());
        }
    }

    synchronized void release(Mirror user) {
        user.close();
    }
}
