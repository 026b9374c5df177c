// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import org.apache.camel.RoutesBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Follows the notifiers there are. Not a reference of declarative services: those never ask again for a service that could not be
 * made for a fault in its configuration, and so would not see it when the fault is mended.
 */
final class Notifiers implements ServiceTrackerCustomizer<RoutesBuilder, String> {
    private final ServiceTracker<RoutesBuilder, String> tracker;
    private final BundleContext bundle;
    private final Notifications notifications;

    private Notifiers(BundleContext bundle, Notifications notifications) {
        this.bundle = bundle;
        this.notifications = notifications;
        tracker = new ServiceTracker<>(bundle, filter(), this);
    }

    static Notifiers track(BundleContext bundle, Notifications notifications) {
        Notifiers notifiers = new Notifiers(bundle, notifications);
        notifiers.tracker.open();
        return notifiers;
    }

    private static Filter filter() {
        try {
            return FrameworkUtil.createFilter("(&(objectClass=org.apache.camel.RoutesBuilder)(polder.routes=*))");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable String addingService(ServiceReference<RoutesBuilder> reference) {
        RoutesBuilder builder = bundle.getService(reference);
        if (builder == null) {
            return null;
        }
        String name = name(reference);
        notifications.addNotifier(name, builder);
        return name;
    }

    /** A notifier is known by its configuration, or else by the name it gives itself. */
    private static String name(ServiceReference<?> reference) {
        Object pid = reference.getProperty("service.pid");
        return String.valueOf(pid == null ? reference.getProperty("polder.routes") : pid);
    }

    @Override
    public void modifiedService(ServiceReference<RoutesBuilder> reference, String name) {
        RoutesBuilder builder = bundle.getService(reference);
        if (builder != null) {
            notifications.changeNotifier(name, builder);
            bundle.ungetService(reference);
        }
    }

    @Override
    public void removedService(ServiceReference<RoutesBuilder> reference, String name) {
        notifications.removeNotifier(name);
        bundle.ungetService(reference);
    }

    void close() {
        tracker.close();
    }
}
