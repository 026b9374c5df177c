// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

/** The thread that loads scripts. Only on it may a script read files, and take its time with a text. */
final class Loading extends Thread {
    Loading(Runnable task, String instance) {
        super(task, "polder-lua-" + instance + "-0");
        setDaemon(true);
    }

    static boolean isNow() {
        return Thread.currentThread() instanceof Loading;
    }
}
