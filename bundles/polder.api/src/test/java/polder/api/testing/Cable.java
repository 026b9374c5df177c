// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import static org.junit.Assume.assumeTrue;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace of its own with two interfaces joined by a cable: what is sent on {@code tx} arrives at {@code rx}, and nothing
 * else does. The thread that makes it lives in the namespace until it closes it, with the threads and programs it starts meanwhile.
 */
@SuppressWarnings("try")
public final class Cable implements AutoCloseable {
    private static final int NEW_NETWORK = 0x40000000;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

    private final int home;

    private static final class Libc {
        static {
            Native.register(Libc.class, "c");
        }

        static native int open(String path, int flags);

        static native int unshare(int flags);

        static native int setns(int fd, int type);

        static native int close(int fd);

        static native String strerror(int errno);
    }

    private Cable(String options) throws Exception {
        home = Libc.open("/proc/thread-self/ns/net", CLOSE_ON_EXEC);
        if (home < 0 || Libc.unshare(NEW_NETWORK) != 0) {
            throw new IOException(Libc.strerror(Native.getLastError()));
        }
        try {
            run("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
            ip("link set lo up");
            plug(options);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /**
     * Ends a test that cannot have one, with the reason on the console.
     *
     * @param options of rx as ip(8) takes them, such as {@code mtu 9000}
     * @param programs that the test needs too
     */
    public static Cable assumed(String options, String... programs) {
        try {
            for (String program : programs) {
                run("command -v " + program);
            }
            return new Cable(options);
        } catch (Exception | LinkageError e) {
            throw cannot("no network namespace with what it needs: " + e.getMessage());
        }
    }

    /** Ends a test with the reason on the console. */
    public static AssertionError cannot(String reason) {
        System.out.println("not tested, " + reason);
        assumeTrue(reason, false);
        return new AssertionError(reason);
    }

    /** Makes both interfaces and brings them up; rx has the address 02:00:00:00:00:01. */
    public static void plug(String options) throws Exception {
        ip("link add name rx address 02:00:00:00:00:01 " + options + " type veth peer name tx " + options);
        ip("link set dev rx multicast off");
        ip("link set dev tx multicast off");
        up();
    }

    /** Both ends up, and the kernel has noticed: before that what is sent is thrown away. */
    public static void up() throws Exception {
        ip("link set dev rx up");
        ip("link set dev tx up");
        long end = System.nanoTime() + LIMIT;
        while (!ip("link show dev rx").contains("state UP")
                || !ip("link show dev tx").contains("state UP")) {
            if (System.nanoTime() > end) {
                throw new IOException("the cable does not come up");
            }
        }
    }

    /** Runs ip(8), and answers what it prints. */
    public static String ip(String words) throws Exception {
        return run("ip " + words);
    }

    /** Runs a command of the shell to its end, and answers what it prints. */
    public static String run(String words) throws Exception {
        Process process = start(words);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(words + ": " + output.trim());
        }
        return output;
    }

    /** Starts a command of the shell; what it prints has to be read when it is much. */
    public static Process start(String words) throws IOException {
        return new ProcessBuilder("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; " + words)
                .redirectErrorStream(true)
                .start();
    }

    @Override
    public void close() {
        Libc.setns(home, NEW_NETWORK);
        Libc.close(home);
    }
}
