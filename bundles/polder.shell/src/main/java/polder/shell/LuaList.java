// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Lists the functions of scripts that say which flows are counted. */
@Service
@Command(
        scope = "polder",
        name = "lua-list",
        description = "Lists the functions of scripts that say which flows are counted")
public final class LuaList implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() {
        Output.of(session, json).list(Filters.lua(), new Appliance(context).filterRules(Filters.LUA));
        return null;
    }
}
