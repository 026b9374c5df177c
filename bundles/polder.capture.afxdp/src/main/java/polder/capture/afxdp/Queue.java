// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.io.Closeable;
import java.io.IOException;
import polder.capture.afxdp.AfXdpSettings.Copy;
import polder.capture.afxdp.AfXdpSettings.Mode;

/** A receive queue that is read by a lane: its socket, and who reads its rings. */
record Queue(XdpSocket socket, QueueReader reader) implements Closeable {
    /**
     * Opens a queue.
     *
     * @param number which of the interface's
     * @param memory where its frames go
     * @param start from which byte on
     * @param pieces how many of them fit
     */
    static Queue open(Mirror mirror, int number, FrameMemory memory, int start, int pieces) throws IOException {
        AfXdpSettings settings = mirror.settings();
        XdpSocket socket = new XdpSocket(settings.port() + ": queue " + number);
        try {
            socket.memory(memory.at + start, pieces, mirror.piece());
            Ring receive = socket.receiveRing(pieces);
            Ring fill = socket.fillRing(pieces);
            QueueReader reader = new QueueReader(receive, fill, start, pieces, mirror.piece());
            bind(mirror, socket, number);
            mirror.redirect().to(number, socket.fd());
            return new Queue(socket, reader);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void bind(Mirror mirror, XdpSocket socket, int number) throws Fault {
        int flags = XdpSocket.NEED_WAKEUP;
        boolean generic = mirror.redirect().mode() == Mode.GENERIC;
        if (generic || mirror.settings().copy() == Copy.COPY) {
            flags |= XdpSocket.COPY;
        } else if (mirror.settings().copy() == Copy.ZERO) {
            flags |= XdpSocket.ZERO_COPY;
        }
        // frames in pieces are for where they can come: a driver that writes them itself may not know pieces
        boolean pieces = generic || !mirror.fitsOnePiece();
        int index = mirror.nic().index();
        boolean bound = pieces && socket.bind(index, number, flags | XdpSocket.PIECES);
        if (!bound && !socket.bind(index, number, flags)) {
            throw socket.bindFault("copy = " + mirror.settings().copy().word());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
