// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Service;
import org.jspecify.annotations.Nullable;
import polder.lib.http.HttpRoutes.Calls;

/** The step of a route that sends. What it sends, with the secrets in it, is never part of the exchange. */
final class Poster implements Processor, Service {
    private final String name;
    private final HttpKeys keys;
    private final Calls calls;
    private volatile @Nullable HttpSender sender;

    Poster(String name, HttpKeys keys, Calls calls) {
        this.name = name;
        this.keys = keys;
        this.calls = calls;
    }

    @Override
    public void start() {
        if (sender == null) {
            sender = new HttpSender(name, keys);
        }
    }

    @Override
    public void stop() {
        if (sender != null) {
            sender.close();
            sender = null;
        }
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        HttpSender now = sender;
        if (now == null) {
            throw new IllegalStateException("the route has ended");
        }
        Highlights.add(exchange);
        try {
            for (HttpCall call : calls.of(exchange)) {
                exchange.setProperty("PolderAnswer", now.send(call));
            }
        } catch (HttpFailure e) {
            exchange.setProperty("PolderFinal", e.isFinal());
            throw e;
        }
    }
}
