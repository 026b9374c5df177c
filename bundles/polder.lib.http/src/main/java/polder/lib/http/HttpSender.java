// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import polder.api.config.Quantity;

/**
 * Sends requests, one after another. Certificates and names are always checked, redirections are not followed. A server that has asked to
 * be left alone for a time is not asked before that. Used by one thread; has threads of its own until it is closed.
 */
public final class HttpSender implements AutoCloseable {
    private static final int TOO_MANY = 429;

    /** Statuses below 500 at which it may go well another time: time-out, too early, too many. */
    private static final Set<Integer> ANOTHER_TIME = Set.of(408, 425, TOO_MANY);

    private final HttpKeys keys;
    private final ExecutorService threads;
    private @Nullable HttpClient client;
    private long notBefore = System.nanoTime();

    /** @param name for its threads: {@code polder-slack-noc} */
    public HttpSender(String name, HttpKeys keys) {
        this.keys = keys;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Sends it and waits for the answer.
     *
     * @return status and first line of the answer
     */
    public String send(HttpCall call) throws HttpFailure {
        if (!isAddress(call.url())) {
            throw new HttpFailure("the address is none of http:// or https://", true);
        }
        URI uri = URI.create(call.url());
        String server = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        long pause = notBefore - System.nanoTime();
        if (pause > 0) {
            throw new HttpFailure(
                    server + " has asked to be left alone for " + (TimeUnit.NANOSECONDS.toSeconds(pause) + 1)
                            + "s more",
                    false);
        }
        HttpResponse<String> response = answer(call, server, request(call, uri));
        Answer answer = Answer.of(response, call);
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return answer.words();
        }
        notBefore = System.nanoTime() + answer.pause().toNanos();
        throw new HttpFailure(server + " answered " + answer.words(), status < 500 && !ANOTHER_TIME.contains(status));
    }

    /** Whether it is one of http or https, without a password in it: that belongs into a header. */
    static boolean isAddress(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getScheme().matches("(?i)https?");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private HttpRequest request(HttpCall call, URI uri) throws HttpFailure {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        try {
            request.method(call.method(), BodyPublishers.ofString(call.body()));
            request.header("User-Agent", "Polder");
            call.headers().forEach(request::setHeader);
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new HttpFailure(
                    "a header is not accepted: its value would end the line, or it is one HTTP sets by itself", true);
        }
    }

    private HttpResponse<String> answer(HttpCall call, String server, HttpRequest request) throws HttpFailure {
        CompletableFuture<HttpResponse<String>> answer = client().sendAsync(request, info -> new FirstBytes());
        try {
            return answer.get(keys.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HttpFailure(server + " did not answer within " + Quantity.human(keys.timeLimit()), false);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new HttpFailure("interrupted while " + server + " was to answer", false);
        } catch (ExecutionException e) {
            throw new HttpFailure(server + ": " + call.hide(words(e)), false);
        }
    }

    private String words(ExecutionException fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        if (cause instanceof HttpConnectTimeoutException) {
            return "no connection within " + Quantity.human(keys.timeLimit());
        }
        if (cause instanceof SSLException) {
            return "TLS: " + cause.getMessage();
        }
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        if (cause instanceof ConnectException) {
            return "no connection";
        }
        return cause instanceof IOException && cause.getMessage() != null
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    }

    private HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(Version.HTTP_1_1)
                    .followRedirects(Redirect.NEVER)
                    .connectTimeout(keys.timeLimit())
                    .proxy(keys.proxy())
                    .sslContext(keys.trust())
                    .executor(threads)
                    .build();
        }
        return client;
    }

    @Override
    public void close() {
        client = null;
        threads.shutdownNow();
    }
}
