// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static org.junit.Assume.assumeTrue;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace of its own with two interfaces joined by a cable: what is sent on {@code gen} arrives at {@code rx}. The thread
 * that makes it lives in the namespace until it closes it.
 */
@SuppressWarnings("try")
final class Namespace implements AutoCloseable {
    /** The address of rx, which the packets of the tests are sent to. */
    static final String MAC = "02:00:00:00:00:01";

    private static final int CLONE_NEWNET = 0x40000000;

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        static native int setns(int fd, int type);
    }

    private final String name = "polder-pcap-" + ProcessHandle.current().pid();
    private final int home;

    private Namespace() throws Exception {
        home = open("/proc/thread-self/ns/net");
        run("ip netns add " + name);
        try {
            exec("sh -c 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6'");
            enter("/var/run/netns/" + name);
            ip("link add name gen type veth peer name rx");
            ip("link set rx address " + MAC + " up");
            ip("link set gen up");
            ip("link set lo up");
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Ends a test that cannot have one, with the reason on the console. */
    static Namespace assumed(String... programs) {
        try {
            for (String program : programs) {
                run("command -v " + program);
            }
            return new Namespace();
        } catch (Exception | LinkageError e) {
            String reason = "no network namespace with what it needs: " + e.getMessage();
            System.out.println("not tested, " + reason);
            assumeTrue(reason, false);
            throw new AssertionError(e);
        }
    }

    /** Runs ip(8) in the namespace. */
    void ip(String words) throws Exception {
        run("ip -n " + name + " " + words);
    }

    /** Runs a program in the namespace, and answers what it prints. */
    String exec(String words) throws Exception {
        return run("ip netns exec " + name + " " + words);
    }

    /** Starts a program in the namespace. */
    Process start(String words) throws IOException {
        return new ProcessBuilder("sh", "-c", "exec ip netns exec " + name + " " + words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String run(String words) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; " + words)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(words + ": " + output.trim());
        }
        return output;
    }

    private static int open(String path) throws IOException {
        int opened = Libc.open(path, 0x80000);
        if (opened < 0) {
            throw new IOException(path + ": " + Libc.strerror(Native.getLastError()));
        }
        return opened;
    }

    private static void enter(String path) throws IOException {
        int namespace = open(path);
        int answer = Calls.setns(namespace, CLONE_NEWNET);
        int problem = Native.getLastError();
        Libc.close(namespace);
        if (answer != 0) {
            throw new IOException("entering " + path + ": " + Libc.strerror(problem));
        }
    }

    @Override
    public void close() throws Exception {
        Calls.setns(home, CLONE_NEWNET);
        Libc.close(home);
        run("ip netns del " + name);
    }
}
