// SPDX-License-Identifier: Apache-2.0
package polder.notify.script;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.util.ObjectHelper;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;

/** From attacks to calls of a script. */
final class ScriptRoute extends RouteBuilder {
    private final ScriptKeys keys;

    ScriptRoute(ScriptKeys keys) {
        this.keys = keys;
    }

    @Override
    public void configure() {
        String name = "polder.notify.script-" + keys.instance();
        ExecEndpoint exec = endpoint("exec:" + name, ExecEndpoint.class);
        exec.setCommandExecutor(new ScriptRunner(name));
        // Camel looks for the class by its name, and does not see those of this bundle
        onException(IOException.class).process(this::failed);
        from(keys.subscription().from())
                .routeId(name)
                .process(this::prepare)
                .to(exec)
                .process(exchange -> exchange.setProperty("PolderAnswer", "exit code 0"));
    }

    private void failed(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (ObjectHelper.getException(ExitCode.class, failure) != null) {
            exchange.setProperty("PolderFinal", !keys.retry());
        }
    }

    private void prepare(Exchange exchange) {
        Message message = exchange.getMessage();
        AttackEvent event = message.getBody(AttackEvent.class);
        Phase step = keys.subscription().step(event);
        Map<?, ?> fields = message.getBody(Map.class);
        message.setHeader(ExecBinding.EXEC_COMMAND_EXECUTABLE, keys.script().toString());
        message.setHeader(
                ExecBinding.EXEC_COMMAND_WORKING_DIR, keys.workingDirectory().toString());
        message.setHeader(ExecBinding.EXEC_COMMAND_TIMEOUT, keys.timeLimit().toMillis());
        message.setHeader(
                ExecBinding.EXEC_COMMAND_ARGS,
                List.of(
                        event.attack().target().toString(),
                        String.valueOf(fields.get("direction")),
                        String.valueOf(fields.get("power")),
                        action(step)));
        message.setBody(
                switch (keys.format()) {
                    case JSON -> fields.get("json");
                    case TEXT -> step == Phase.ENDED ? "" : fields.get("report");
                });
    }

    /** FastNetMon's word. */
    private static String action(Phase step) {
        return step == Phase.STARTED ? "ban" : step == Phase.ENDED ? "unban" : "attack_details";
    }
}
