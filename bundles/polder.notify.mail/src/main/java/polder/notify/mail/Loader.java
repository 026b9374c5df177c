// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import jakarta.mail.Session;
import java.util.function.Supplier;

/** Jakarta Mail finds its own parts through the thread's class loader. */
final class Loader {
    private Loader() {}

    static <T> T within(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Session.class.getClassLoader());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
