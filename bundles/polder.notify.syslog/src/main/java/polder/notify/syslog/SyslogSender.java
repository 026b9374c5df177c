// SPDX-License-Identifier: Apache-2.0
package polder.notify.syslog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import polder.notify.syslog.SyslogKeys.Framing;
import polder.notify.syslog.SyslogKeys.Protocol;

/**
 * Sends each event to a syslog server: a datagram (RFC 5426), or a connection of its own over TCP (RFC 6587) or TLS (RFC 5425). Nobody
 * acknowledges syslog, so it waits for what there is to be heard: that no port is closed, that the server closes in good order.
 */
final class SyslogSender implements Processor {
    /** A host nearby has said within this time that nobody listens. */
    private static final int REFUSAL_MILLIS = 50;

    private static final int CLOSE_MILLIS = 2000;

    private final SyslogKeys keys;
    private final Expression template;

    SyslogSender(SyslogKeys keys, Expression template) {
        this.keys = keys;
        this.template = template;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Map<?, ?> event = exchange.getMessage().getBody(Map.class);
        boolean test = exchange.getMessage().getHeader("PolderTest", false, Boolean.class);
        byte[] message = new SyslogMessage(keys).of(event, template.evaluate(exchange, String.class), test);
        try {
            InetSocketAddress server = new InetSocketAddress(keys.host(), keys.port());
            if (server.isUnresolved()) {
                throw new UnknownHostException("unknown host");
            }
            exchange.setProperty(
                    "PolderAnswer",
                    keys.protocol() == Protocol.UDP ? datagram(server, message) : stream(server, framed(message)));
        } catch (IOException e) {
            throw new IOException("syslog at " + keys.server() + ": " + e.getMessage());
        }
    }

    private static String datagram(InetSocketAddress server, byte[] message) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(message, message.length));
            socket.setSoTimeout(REFUSAL_MILLIS);
            socket.receive(new DatagramPacket(new byte[1], 1));
        } catch (PortUnreachableException e) {
            throw new IOException("Connection refused");
        } catch (SocketTimeoutException e) {
            return "sent " + message.length + " bytes; nothing says whether they arrived";
        }
        return "sent " + message.length + " bytes";
    }

    /** RFC 6587, sections 3.4.1 and 3.4.2. */
    private byte[] framed(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 8);
        if (keys.framing() == Framing.OCTETS) {
            out.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(message);
        } else {
            out.writeBytes(message);
            out.write('\n');
        }
        return out.toByteArray();
    }

    private String stream(InetSocketAddress server, byte[] frame) throws IOException {
        int limit = (int) keys.timeLimit().toMillis();
        try (Socket plain = new Socket()) {
            plain.connect(server, limit);
            plain.setSoTimeout(limit);
            try (Socket socket = keys.protocol() == Protocol.TLS ? encrypted(plain) : plain) {
                socket.getOutputStream().write(frame);
                socket.getOutputStream().flush();
                socket.shutdownOutput();
                socket.setSoTimeout(Math.min(limit, CLOSE_MILLIS));
                return "sent " + frame.length + " bytes" + awaitClose(socket);
            }
        }
    }

    private static String awaitClose(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return "; the server has closed the connection in good order";
        } catch (SocketTimeoutException e) {
            return "; the server keeps the connection open";
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) keys.tls().createSocket(plain, keys.host(), keys.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
