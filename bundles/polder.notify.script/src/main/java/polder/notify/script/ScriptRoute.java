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
        from(keys.subscription().from())
                .routeId(name)
                .process(this::prepare)
                .to(exec)
                .process(this::ended);
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

    /** A script that has ended by itself has said how it went: that is final, unless it is to be called again. */
    private void ended(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        int code = message.getHeader(ExecBinding.EXEC_EXIT_VALUE, Integer.class);
        exchange.setProperty("PolderAnswer", "exit code " + code);
        if (code != 0) {
            exchange.setProperty("PolderFinal", !keys.retry());
            throw new IOException(keys.script() + " ended with exit code " + code
                    + message.getHeader(ExecBinding.EXEC_STDERR, "", String.class));
        }
    }

    /** FastNetMon's word. */
    private static String action(Phase step) {
        return step == Phase.STARTED ? "ban" : step == Phase.ENDED ? "unban" : "attack_details";
    }
}
