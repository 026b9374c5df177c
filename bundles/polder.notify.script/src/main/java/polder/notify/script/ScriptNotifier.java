// SPDX-License-Identifier: Apache-2.0
package polder.notify.script;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecEndpoint;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ServiceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.config.SettingsException;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;

/** Calls a script for every attack of its groups, one call after another, with FastNetMon's arguments and text. */
@Component(
        service = RoutesBuilder.class,
        scope = ServiceScope.BUNDLE,
        configurationPid = "polder.notify.script",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.script")
public final class ScriptNotifier extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.script");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String script();

        String format() default "text";

        String phases() default "started, ended";

        String groups() default "";

        String attacks() default "acted";

        String time_limit() default "30s";

        String working_directory() default "";
    }

    private volatile ScriptKeys keys;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Evidence evidence;

    @Activate
    public ScriptNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    ScriptNotifier(Map<String, Object> properties) {
        keys = ScriptKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = ScriptKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void configure() {
        String name = "polder.notify.script-" + keys.instance();
        ExecEndpoint exec = endpoint("exec:" + name, ExecEndpoint.class);
        exec.setCommandExecutor(new ScriptRunner(name));
        from("polder:attacks?phase=ALL")
                .routeId(name)
                .filter(this::wanted)
                .process(this::prepare)
                .to(exec);
    }

    private boolean wanted(Exchange exchange) {
        boolean wanted = keys.call(exchange.getMessage().getBody(AttackEvent.class)) != null;
        exchange.setProperty("PolderUnwanted", !wanted);
        return wanted;
    }

    private void prepare(Exchange exchange) {
        Message message = exchange.getMessage();
        AttackEvent event = message.getBody(AttackEvent.class);
        ScriptKeys now = keys;
        Phase call = now.call(event);
        AttackReport report = new AttackReport(event, call == Phase.ENDED ? null : evidence(event.attack()));
        message.setHeader(ExecBinding.EXEC_COMMAND_EXECUTABLE, now.script().toString());
        message.setHeader(
                ExecBinding.EXEC_COMMAND_WORKING_DIR, now.workingDirectory().toString());
        message.setHeader(ExecBinding.EXEC_COMMAND_TIMEOUT, now.timeLimit().toMillis());
        message.setHeader(
                ExecBinding.EXEC_COMMAND_ARGS,
                List.of(
                        event.attack().target().toString(),
                        report.direction(),
                        Long.toString(report.power()),
                        action(call)));
        message.setBody(
                switch (now.format()) {
                    case JSON -> message.getBody(String.class);
                    case TEXT -> call == Phase.ENDED ? "" : report.text();
                });
    }

    private @Nullable AttackEvidence evidence(Attack attack) {
        Evidence known = evidence;
        return known == null ? null : known.of(attack).orElse(null);
    }

    /** FastNetMon's word. */
    private static String action(@Nullable Phase call) {
        return call == Phase.STARTED ? "ban" : call == Phase.ENDED ? "unban" : "attack_details";
    }
}
