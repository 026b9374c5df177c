// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** What a test can do in the running appliance. */
final class Inside {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final BundleContext context;

    Inside(BundleContext context) {
        this.context = context;
    }

    /** The port that stands in for a default one: netflow, ipfix, sflow, ssh. */
    static int port(String name) {
        return Integer.parseInt(System.getProperty("polder.port." + name));
    }

    /** A file or folder of the running appliance. */
    static Path path(String first, String... more) {
        return Path.of(System.getProperty("karaf.base")).resolve(Path.of(first, more));
    }

    /** Runs a command of the shell and returns what it prints. */
    String run(String command) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
                Session session =
                        service(SessionFactory.class).create(new ByteArrayInputStream(new byte[0]), stream, stream)) {
            session.execute(command);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A service, waited for. */
    <T> T service(Class<T> type) throws Exception {
        return service(type, null);
    }

    /** A service that matches a filter, waited for. */
    <T> T service(Class<T> type, String filter) throws Exception {
        return Await.value("service " + type.getName() + (filter == null ? "" : filter), LIMIT, () -> {
            for (ServiceReference<T> reference : context.getServiceReferences(type, filter)) {
                T service = context.getService(reference);
                if (service != null) {
                    return service;
                }
            }
            return null;
        });
    }

    /** A bundle by its symbolic name. */
    Bundle bundle(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        throw new AssertionError("there is no bundle " + name);
    }
}
