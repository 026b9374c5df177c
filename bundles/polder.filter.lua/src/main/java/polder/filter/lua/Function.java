// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** A function of ours that scripts can call. */
final class Function extends VarArgFunction {
    /** What it does. */
    @FunctionalInterface
    interface Body {
        /** Answers a call; arguments are counted from 1. */
        Varargs call(Varargs arguments);
    }

    private final Body body;

    Function(Body body) {
        this.body = body;
    }

    @Override
    public Varargs invoke(Varargs arguments) {
        return body.call(arguments);
    }
}
