// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import static org.junit.Assume.assumeTrue;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace of its own with two interfaces joined by a cable: what is sent on {@code gen} arrives at {@code mon}. The thread
 * that makes it lives in the namespace until it closes it.
 */
@SuppressWarnings("try")
final class Veth implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;

    private final String name = "polder-afp-" + ProcessHandle.current().pid();
    private final Scratch scratch = new Scratch(4096);
    private final int home;
    private int fd = -1;

    private Veth() throws Exception {
        home = open("/proc/thread-self/ns/net");
        run("ip netns add " + name);
        run("ip netns exec " + name + " sh -c 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6'");
        enter("/var/run/netns/" + name);
        cable();
    }

    /** The cable, plugged in; ends a test that cannot have one, with the reason on the console. */
    static Veth assumed() {
        try {
            return new Veth();
        } catch (Exception | LinkageError e) {
            System.out.println("not tested, no network namespace with a veth pair can be made: " + e.getMessage());
            assumeTrue("no network namespace: " + e.getMessage(), false);
            throw new AssertionError(e);
        }
    }

    /** Makes both interfaces, and brings them up. */
    void cable() throws Exception {
        ip("link add gen type veth peer name mon");
        ip("link set gen up");
        ip("link set mon up");
        close(fd);
        fd = Calls.socket(AF_PACKET, SOCK_RAW, 0);
        Scratch text = new Scratch(16);
        text.text("gen", 16);
        scratch.bytes.putLong(0, AF_PACKET).putLong(8, 0).putInt(16, 0).putInt(4, Libc.if_nametoindex(text.at));
        if (Libc.bind(fd, scratch.at, 20) != 0) {
            throw new IOException("binding to gen: " + Libc.strerror(Native.getLastError()));
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

    /** Sends a frame, which arrives before this returns. */
    void send(byte[] frame) throws IOException {
        scratch.bytes.put(0, frame);
        if (Calls.send(fd, scratch.at, frame.length, 0) != frame.length) {
            throw new IOException("sending: " + Libc.strerror(Native.getLastError()));
        }
    }

    /** An Ethernet frame with a UDP datagram from port 9 of 198.51.100.1, to 10.1.0.1. */
    static byte[] udp(int sourcePort, int targetPort, int length, int... tags) {
        ByteBuffer frame = ByteBuffer.allocate(length + 4 * tags.length);
        frame.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1});
        for (int tag : tags) {
            frame.putInt(tag);
        }
        frame.putShort((short) 0x0800);
        int ip = length - 14;
        frame.putInt(0x4500_0000 | ip)
                .putInt(0)
                .putInt(0x4011_0000)
                .putInt(0xc633_6401)
                .putInt(0x0a01_0001);
        frame.putShort((short) sourcePort).putShort((short) targetPort).putShort((short) (ip - 20));
        return frame.array();
    }

    private static String run(String words) throws Exception {
        Process process =
                new ProcessBuilder("sh", "-c", words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(words + ": " + output.trim());
        }
        return output;
    }

    private static int open(String path) throws IOException {
        Scratch text = new Scratch(256);
        text.text(path, 256);
        int opened = Calls.open(text.at, O_CLOEXEC, 0);
        if (opened < 0) {
            throw new IOException(path + ": " + Libc.strerror(Native.getLastError()));
        }
        return opened;
    }

    private static void enter(String path) throws IOException {
        int namespace = open(path);
        int answer = Calls.setns(namespace, CLONE_NEWNET);
        int errno = Native.getLastError();
        Libc.close(namespace);
        if (answer != 0) {
            throw new IOException("entering " + path + ": " + Libc.strerror(errno));
        }
    }

    private static void close(int descriptor) {
        if (descriptor >= 0) {
            Libc.close(descriptor);
        }
    }

    @Override
    public void close() throws Exception {
        close(fd);
        Calls.setns(home, CLONE_NEWNET);
        Libc.close(home);
        run("ip netns del " + name);
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        static native int open(long path, int flags, int mode);

        static native int setns(int fd, int type);

        static native int socket(int domain, int type, int protocol);

        static native long send(int fd, long bytes, long length, int flags);
    }
}
