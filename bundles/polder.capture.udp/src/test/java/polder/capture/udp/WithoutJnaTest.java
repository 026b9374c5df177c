// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.util.Map;
import org.junit.Test;
import polder.api.capture.Capture;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;

public class WithoutJnaTest {
    /** Has the bundle's classes anew, and no JNA: as in a framework that does not export it. */
    private static final class NoJna extends ClassLoader {
        NoJna() {
            super(WithoutJnaTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("com.sun.jna")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("polder.capture.udp")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    public void theChannelReceives() throws Exception {
        int port = Datagrams.freePort();
        Class<?> type = new NoJna().loadClass("polder.capture.udp.UdpCapture");
        Capture capture = (Capture) type.getConstructors()[0].newInstance(null, Datagrams.properties("port", port));
        PacketBatch batch = new PacketBatch(8);
        try (CaptureLane lane = capture.open(0);
                DatagramSocket sender = Datagrams.sender("127.0.0.1")) {
            assertThat(lane.getClass().getSimpleName()).isEqualTo("ChannelLane");
            Datagrams.send(sender, "127.0.0.1", port, new byte[7]);
            assertThat(Datagrams.await(lane, batch)).isEqualTo(1);
            assertThat(batch.length(0)).isEqualTo(7);
        }
    }

    @Test
    public void recvmmsgByNameIsRefused() throws Exception {
        Map<String, Object> properties = Datagrams.properties("port", Datagrams.freePort(), "receiver", "recvmmsg");
        Class<?> type = new NoJna().loadClass("polder.capture.udp.UdpCapture");
        Capture capture = (Capture) type.getConstructors()[0].newInstance(null, properties);
        assertThatThrownBy(() -> capture.open(0))
                .isInstanceOf(IOException.class)
                .hasMessage("receiver = recvmmsg cannot be had: JNA is not there");
    }
}
