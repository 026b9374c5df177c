// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * A listener or detector, fetched when it is first needed and not when it appears: it may itself need the attacks or the traffic,
 * and two components that fetch each other while they are being made get nothing. Used by one thread at a time.
 */
final class Plug<S> {
    private static final long RETRY = TimeUnit.SECONDS.toNanos(5);

    /** What it is recognised by when it goes: its service reference, or itself. */
    final Object key;
    /** The same before and after its bundle was replaced. */
    final String name;

    private final @Nullable BundleContext context;
    private final @Nullable ServiceReference<S> reference;
    private @Nullable S service;
    private boolean failed;
    private long failedAt;

    private Plug(
            String name,
            Object key,
            @Nullable S service,
            @Nullable BundleContext context,
            @Nullable ServiceReference<S> reference) {
        this.name = name;
        this.key = key;
        this.service = service;
        this.context = context;
        this.reference = reference;
    }

    static <S> Plug<S> of(@Nullable BundleContext context, ServiceReference<S> reference) {
        String bundle = "bundle-" + reference.getProperty("service.bundleid");
        String name = name(reference.getProperty("service.pid"), reference.getProperty("component.name"), bundle);
        return new Plug<>(name, reference, null, context, reference);
    }

    /** One that is at hand already. */
    static <S> Plug<S> of(S service, Map<String, Object> properties) {
        String type = service.getClass().getName();
        String name = name(properties.get("service.pid"), properties.get("component.name"), type);
        return new Plug<>(name, service, service, null, null);
    }

    /** Its PID, which tells instances of one component apart; else its component's name. */
    private static String name(@Nullable Object pid, @Nullable Object component, String other) {
        if (pid instanceof String) {
            return pid.toString();
        }
        return component instanceof String ? component.toString() : other;
    }

    /** The service if it was fetched already. */
    @Nullable
    S held() {
        return service;
    }

    /** The service; null when it cannot be had at the moment. */
    @Nullable
    S get() {
        if (service == null
                && context != null
                && reference != null
                && !(failed && System.nanoTime() - failedAt < RETRY)) {
            service = fetch(context, reference);
            failed = service == null;
            failedAt = System.nanoTime();
        }
        return service;
    }

    private static <S> @Nullable S fetch(BundleContext context, ServiceReference<S> reference) {
        try {
            return context.getService(reference);
        } catch (IllegalStateException e) {
            return null; // this bundle is just being stopped
        }
    }

    /** Gives it back. */
    void release() {
        if (context != null && reference != null && service != null) {
            context.ungetService(reference);
        }
    }
}
