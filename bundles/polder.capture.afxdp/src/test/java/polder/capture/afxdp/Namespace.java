// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs a test on a thread in a network namespace of its own, which goes away with the thread. */
final class Namespace {
    private static final int NEW_NETWORK = 0x40000000;

    /** What runs there. Sockets and processes it opens belong to the namespace. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    private static final class Unshare {
        static {
            Native.register(Unshare.class, "c");
        }

        static native int unshare(int flags);
    }

    private Namespace() {}

    /** Runs a body where the interfaces rx and tx are the ends of a cable; prints why when that cannot be done here. */
    static void withCable(String options, Body body) throws Exception {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(
                () -> {
                    try {
                        if (enter(options)) {
                            body.run();
                        }
                    } catch (Throwable e) {
                        thrown[0] = e;
                    }
                },
                "namespace");
        thread.start();
        thread.join(TimeUnit.MINUTES.toMillis(2));
        if (thread.isAlive()) {
            throw new AssertionError("the test hangs");
        }
        if (thrown[0] instanceof Error error) {
            throw error;
        }
        if (thrown[0] instanceof Exception exception) {
            throw exception;
        }
    }

    private static boolean enter(String options) throws Exception {
        if (!Machine.missing().isEmpty()) {
            return cannot(Machine.missing());
        }
        if (Unshare.unshare(NEW_NETWORK) != 0) {
            return cannot("no network namespace can be made: " + Libc.strerror(Native.getLastError()));
        }
        try {
            new XdpSocket("test").close();
        } catch (Fault e) {
            return cannot(e.getMessage());
        }
        try {
            cable(options);
            return true;
        } catch (AssertionError e) {
            return cannot(e.getMessage());
        }
    }

    /** A cable with nothing on it but what the test sends: no IPv6, no multicast. */
    static void cable(String options) throws Exception {
        ip("link add rx " + options + " type veth peer name tx " + options);
        for (String end : new String[] {"rx", "tx"}) {
            ip("link set dev " + end + " addrgenmode none");
            ip("link set dev " + end + " multicast off");
        }
        up();
    }

    /** Both ends up, and the kernel has noticed: before that what is sent is thrown away. */
    static void up() throws Exception {
        ip("link set dev rx up");
        ip("link set dev tx up");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!ip("link show dev rx").contains("state UP")
                || !ip("link show dev tx").contains("state UP")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the cable does not come up");
            }
        }
    }

    private static boolean cannot(String why) {
        System.out.println("not tested, no AF_XDP in a network namespace here: " + why);
        return false;
    }

    static String ip(String words) throws Exception {
        return command("ip " + words);
    }

    /** Runs a program to its end and gives what it says. */
    static String command(String words) throws Exception {
        Process process = start(words);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(words + ": " + said);
        }
        return said;
    }

    static Process start(String words) throws Exception {
        try {
            return new ProcessBuilder(words.trim().split(" +", -1))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
