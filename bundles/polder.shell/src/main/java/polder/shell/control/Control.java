// SPDX-License-Identifier: Apache-2.0
package polder.shell.control;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands of scope {@code polder} for {@code bin/polder}, which connects to a Unix domain socket only this user and root may
 * open. See {@link Place} for where it is and {@link Frames} for what is said.
 */
@Component(immediate = true)
public final class Control {
    private static final Logger LOG = LoggerFactory.getLogger("polder.shell.control");
    private static final int MOST_CONNECTIONS = 16;

    private final SessionFactory sessions;
    private final Place place;
    private final ServerSocketChannel server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private int count;

    @Activate
    public Control(BundleContext context, @Reference SessionFactory sessions) throws IOException {
        this(Place.in(context.getProperty("karaf.data")), sessions);
    }

    Control(Place place, SessionFactory sessions) throws IOException {
        this.sessions = sessions;
        this.place = place;
        server = place.open();
        thread("accept", this::accept).start();
    }

    private static Thread thread(String role, Runnable work) {
        Thread thread = new Thread(work, "polder-control-" + role);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                welcome(server.accept());
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.error(
                            "the control socket {} has failed, bin/polder cannot be used: {}",
                            place.socket(),
                            e.getMessage());
                }
                return;
            }
        }
    }

    private void welcome(SocketChannel client) throws IOException {
        Frames frames = new Frames(client);
        UserPrincipal user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        String refusal = "";
        if (!user.equals(place.owner()) && !user.getName().equals("root")) {
            refusal = "user " + user.getName() + " may not control this appliance, only "
                    + place.owner().getName() + " and root may";
        } else if (connections.size() >= MOST_CONNECTIONS) {
            refusal = "there are " + MOST_CONNECTIONS + " connections already; end one of them first";
        }
        if (!refusal.isEmpty()) {
            refuse(frames, refusal);
            return;
        }
        Connection connection = new Connection(frames, sessions, user.getName());
        connections.add(connection);
        if (!server.isOpen()) {
            connection.close();
        }
        int number = count++;
        thread("read-" + number, () -> {
                    connection.read(command -> thread("run-" + number, command));
                    connections.remove(connection);
                })
                .start();
    }

    private static void refuse(Frames frames, String why) {
        try (frames) {
            frames.error("polder: " + why);
            frames.exit(1);
        } catch (IOException e) {
            LOG.debug("a client has left before it was refused: {}", e.getMessage());
        }
    }

    @Deactivate
    void close() {
        place.close(server);
        connections.forEach(Connection::close);
    }
}
