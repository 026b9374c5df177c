// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import static polder.engine.Fakes.pid;

import java.util.Map;
import org.junit.rules.ExternalResource;
import polder.api.capture.LaneStatus;
import polder.engine.Fakes.FakeCapture;
import polder.engine.Fakes.FakeDecoder;
import polder.engine.Fakes.FakeTap;
import polder.engine.Fakes.Socket;

/** An engine with one of everything, and a stop at the end of a test. */
public final class Rig extends ExternalResource {
    static final Map<String, Object> CAPTURE = pid("polder.capture.udp~edge", "decoder", "netflow");
    static final Map<String, Object> DECODER = pid("polder.decode.netflow", "decoder", "netflow");
    static final Map<String, Object> TAP = pid("polder.traffic");

    final Engine engine = new Engine();
    final Socket socket = new Socket();
    final FakeCapture capture = new FakeCapture(socket);
    final FakeDecoder decoder = new FakeDecoder();
    final FakeTap tap = new FakeTap();

    void plugAll() {
        engine.addTap(tap, TAP);
        engine.addDecoder(decoder, DECODER);
        engine.addCapture(capture, CAPTURE);
    }

    void send(int packets) {
        socket.waiting.addAndGet(packets);
    }

    LaneStatus lane() {
        return engine.lanes().get(0);
    }

    @Override
    protected void after() {
        engine.stop();
    }
}
