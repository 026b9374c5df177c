// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.json.Json;
import javax.json.JsonArray;
import javax.json.JsonObject;
import javax.json.JsonReader;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.RegistryImpl;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import polder.api.flow.FlowTap;

/** Karaf's own shell with the commands of this bundle, and services that come and go as a test wishes. */
public final class KarafShell implements AutoCloseable {
    private static final List<Class<? extends Action>> COMMANDS = List.of(
            AttackList.class,
            AttackRelease.class,
            AttackShow.class,
            Ban.class,
            CaptureDump.class,
            CaptureList.class,
            EvidenceExport.class,
            EvidenceShow.class,
            Explain.class,
            ExporterList.class,
            ExporterShow.class,
            GroupList.class,
            HostList.class,
            HostShow.class,
            LaneList.class,
            LimitsPropose.class,
            MaintenanceList.class,
            MaintenanceStart.class,
            MaintenanceStop.class,
            NetworkList.class,
            LuaList.class,
            WhitelistList.class,
            NetworkPropose.class,
            OutboxList.class,
            OutboxRetry.class,
            MitigationList.class,
            MitigationShow.class,
            MitigationApprove.class,
            MitigationReject.class,
            MitigationWithdraw.class,
            MitigationStop.class,
            MitigationResume.class,
            Blackhole.class,
            FlowspecAnnounce.class,
            FlowspecList.class,
            FlowspecPropose.class,
            BgpPeerList.class,
            NotifyTest.class,
            RouteList.class,
            Replay.class,
            Simulate.class,
            SimulateStop.class,
            Status.class,
            Top.class,
            Unban.class);

    /** One for all tests and never stopped: a command that is still ending would put it back into System.out. */
    private static final ThreadIOImpl THREAD_IO = started();

    private final Map<Class<?>, List<Object>> services = new HashMap<>();
    private final Map<Object, Map<String, Object>> properties = new IdentityHashMap<>();
    private Consumer<FlowTap> lanes = tap -> {};
    private final SessionFactoryImpl factory;

    /** A shell without a service. */
    public KarafShell() {
        factory = new SessionFactoryImpl(THREAD_IO);
        RegistryImpl injected = new RegistryImpl(factory);
        injected.register(context());
        ManagerImpl manager = new ManagerImpl(injected, factory);
        List.of(
                        Addresses.class,
                        AttackNames.class,
                        CaptureNames.class,
                        EvidenceNames.class,
                        ExporterAddresses.class,
                        GroupNames.class,
                        MetricKeys.class,
                        OutboxNames.class,
                        MitigationNames.class)
                .forEach(manager::register);
        COMMANDS.forEach(manager::register);
    }

    private static ThreadIOImpl started() {
        ThreadIOImpl started = new ThreadIOImpl();
        started.start();
        return started;
    }

    /** A shell with services of all kinds. */
    public static KarafShell withFakes(Fakes fakes) {
        KarafShell shell = new KarafShell();
        fakes.services().forEach(shell::put);
        return shell;
    }

    public void put(Class<?> type, Object service) {
        services.computeIfAbsent(type, any -> new ArrayList<>()).add(service);
    }

    /** A service with properties. */
    void put(Class<?> type, Object service, Map<String, Object> itsProperties) {
        put(type, service);
        properties.put(service, itsProperties);
    }

    /** What is done with a tap that a command registers. */
    void onTap(Consumer<FlowTap> taken) {
        lanes = taken;
    }

    public void remove(Class<?> type) {
        services.remove(type);
    }

    public SessionFactory factory() {
        return factory;
    }

    /** What a line prints. */
    public String run(String line) throws Exception {
        return run(line, 0);
    }

    /** The list a line prints as JSON. */
    public JsonArray array(String line) throws Exception {
        try (JsonReader reader = Json.createReader(new StringReader(run(line)))) {
            return reader.readArray();
        }
    }

    /** The object a line prints as JSON. */
    public JsonObject object(String line) throws Exception {
        try (JsonReader reader = Json.createReader(new StringReader(run(line)))) {
            return reader.readObject();
        }
    }

    /** What a line prints on a screen of so many columns. */
    public String run(String line, int columns) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Session session = factory.create(InputStream.nullInputStream(), out, out);
        session.put(Output.ENCODING, "UTF-8");
        session.put("USER", "ann");
        session.put(Output.COLUMNS, columns);
        try {
            session.execute(line);
        } finally {
            session.close();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A bundle context that knows services and nothing else; a reference is a proxy that stands for one. */
    BundleContext context() {
        Map<Object, Object> references = new HashMap<>();
        return proxy(BundleContext.class, (name, arguments) -> switch (name) {
            case "getServiceReference" -> reference(references, arguments[0]).stream()
                    .findFirst()
                    .orElse(null);
            case "getServiceReferences" -> reference(references, arguments[0]);
            case "getService" -> references.get(arguments[0]);
            case "registerService" -> register((FlowTap) arguments[1], (Dictionary<?, ?>) arguments[2]);
            default -> throw new UnsupportedOperationException(name);
        });
    }

    private ServiceRegistration<?> register(FlowTap tap, Dictionary<?, ?> itsProperties) {
        if (!Boolean.TRUE.equals(itsProperties.get(FlowTap.PASSING))) {
            throw new AssertionError("lanes would wait for its successor: " + itsProperties);
        }
        put(FlowTap.class, tap);
        lanes.accept(tap);
        return proxy(ServiceRegistration.class, (name, arguments) -> {
            remove(FlowTap.class);
            return null;
        });
    }

    /** Whether there is a service. */
    boolean has(Class<?> type) {
        return services.containsKey(type);
    }

    private Collection<ServiceReference<?>> reference(Map<Object, Object> references, Object type) {
        List<ServiceReference<?>> found = new ArrayList<>();
        for (Object service : services.getOrDefault(type, List.of())) {
            Map<String, Object> own = properties.getOrDefault(service, Map.of());
            ServiceReference<?> reference = proxy(ServiceReference.class, (name, arguments) -> switch (name) {
                case "getPropertyKeys" -> own.keySet().toArray(String[]::new);
                case "getProperty" -> own.get(arguments[0]);
                default -> null;
            });
            references.put(reference, service);
            found.add(reference);
        }
        return found;
    }

    private interface Answers {
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "toString" -> type.getSimpleName();
                    default -> answers.to(method.getName(), arguments);
                }));
    }

    @Override
    public void close() {
        factory.stop();
    }
}
