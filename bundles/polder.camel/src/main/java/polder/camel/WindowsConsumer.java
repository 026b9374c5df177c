// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Runs snapshots through a route, on the route's own thread. */
final class WindowsConsumer extends DefaultConsumer {
    /** A property in which a route says what the other end answered. */
    private static final String ANSWER = "PolderAnswer";

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);

    private final WindowRoute.Wish wish;
    private final WindowRoute.Taker taker = this::take;
    private @Nullable Windows windows;

    WindowsConsumer(Endpoint endpoint, Processor route, WindowRoute.Wish wish) {
        super(endpoint, route);
        this.wish = wish;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Windows found = windows();
        windows = found;
        found.open(getRouteId(), wish, taker);
    }

    /** A service of this bundle, which may come a moment after Camel. */
    private Windows windows() {
        for (long end = System.nanoTime() + PATIENCE; System.nanoTime() - end < 0; LockSupport.parkNanos(LOOK)) {
            Set<Windows> found = getEndpoint().getCamelContext().getRegistry().findByType(Windows.class);
            if (!found.isEmpty()) {
                return found.iterator().next();
            }
        }
        throw new IllegalStateException("nobody counts traffic for " + wish.from());
    }

    @Override
    protected void doStop() throws Exception {
        if (windows != null) {
            windows.close(getRouteId(), taker);
        }
        super.doStop();
    }

    private String take(Object body, boolean test) throws Exception {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(body);
        if (test) {
            exchange.getMessage().setHeader("PolderTest", true);
        }
        try {
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            String answer = exchange.getProperty(ANSWER, String.class);
            return answer == null ? "" : answer;
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
