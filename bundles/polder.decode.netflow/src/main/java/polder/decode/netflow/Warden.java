// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.flow.Reject;

/**
 * Does what no lane has time for, on a thread of its own: forgets what waits or lies idle for too long, writes what is known to disk,
 * and says in the log what is wrong with an exporter, once.
 */
final class Warden implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Warden.class);
    private static final long EVERY_MILLIS = 5_000;
    private static final long WRITE_EVERY_NANOS = 60_000_000_000L;

    /** Lines about exporters in a minute; the rest is in exporter-list. */
    private static final int MOST_LINES = 10;

    private static final int FIRST_WORDS = 20;

    private static final int MOST_REMEMBERED = 10_000;

    private final Book book;
    private final StateFile file;
    private final Supplier<NetflowDecoder.DecoderSettings> settings;
    private final Set<String> said = new HashSet<>();
    private final Thread thread = new Thread(this, "polder-netflow-warden-0");
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long written = System.nanoTime();
    private long minute;
    private int lines;

    Warden(Book book, StateFile file, Supplier<NetflowDecoder.DecoderSettings> settings) {
        this.book = book;
        this.file = file;
        this.settings = settings;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Writes what is known; returns when that is done. */
    void stop() {
        stopped.countDown();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.write();
    }

    @Override
    public void run() {
        try {
            while (!stopped.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                tend(System.currentTimeMillis() * 1_000_000);
                if (System.nanoTime() - written > WRITE_EVERY_NANOS) {
                    written = System.nanoTime();
                    file.write();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param now nanoseconds since 1970 */
    void tend(long now) {
        expire(book, settings.get(), now);
        for (Domain domain : book.domains().all()) {
            for (String hint : Hints.of(domain, now)) {
                say(domain.address() + ": ", hint, now);
            }
        }
    }

    /** Ends the waiting for templates that do not come, and forgets those that nobody needs. */
    static void expire(Book book, NetflowDecoder.DecoderSettings present, long now) {
        for (Domain domain : book.domains().all()) {
            synchronized (domain) {
                int expired = domain.held.expire(now - present.hold().toNanos());
                domain.reject(Reject.MISSING_TEMPLATE, expired);
                domain.templates.expire(now - present.lifetime().toNanos());
            }
        }
    }

    /** Figures in a hint change; what it is about is in its first words. */
    private void say(String who, String hint, long now) {
        if (now / 60_000_000_000L != minute) {
            minute = now / 60_000_000_000L;
            lines = 0;
        }
        String about = who + hint.substring(0, Math.min(FIRST_WORDS, hint.length()));
        if (lines < MOST_LINES && said.size() < MOST_REMEMBERED && said.add(about)) {
            lines++;
            LOG.warn("exporter {}{}", who, hint);
        }
    }
}
