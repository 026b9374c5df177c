// SPDX-License-Identifier: Apache-2.0
package polder.notify.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import polder.notify.redis.RedisKeys.AtEnd;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * Writes an event to Redis as FastNetMon 1.2 does, its {@code _packets_dump} as 1.1 did, and publishes ours. A connection each, as
 * attacks are rare. What is written twice is the same; what is published comes last, so that a try that failed has published nothing.
 */
final class RedisWriter implements Processor {
    private static final String PACKETS = "\n\nAttack traffic dump\n\n";
    private static final String FLOWS = "\n\nFlow dump\n\n";

    /** So that a test is seen, and is no attack to a reader for long. */
    private static final Duration TEST = Duration.ofMinutes(1);

    private final RedisKeys keys;

    RedisWriter(RedisKeys keys) {
        this.keys = keys;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Map<?, ?> event = exchange.getMessage().getBody(Map.class);
        boolean test = exchange.getMessage().getHeader("PolderTest", false, Boolean.class);
        try (Jedis redis = new Jedis(keys.server(), keys.client())) {
            String answer = keys.keys() ? write(redis, event, test ? TEST : keys.expire()) : "";
            if (!keys.channel().isEmpty()) {
                long heard = redis.publish(keys.channel(), text(event, "json"));
                answer += (answer.isEmpty() ? "" : ", ") + "published to " + heard;
            }
            exchange.setProperty("PolderAnswer", answer);
        } catch (JedisException | IllegalStateException e) {
            throw new IOException("redis at " + keys.server() + ": " + innermost(e));
        }
    }

    private String write(Jedis redis, Map<?, ?> event, Duration expire) {
        String phase = text(event, "phase");
        boolean ended = phase.equals("ended") || text(event, "action").equals("end");
        boolean under = phase.equals("started") || phase.equals("ongoing");
        if (ended ? keys.atEnd() == AtEnd.KEEP : !under) {
            return "no key";
        }
        Map<String, String> values = values(event);
        if (ended && keys.atEnd() == AtEnd.DELETE) {
            return "DEL " + redis.del(values.keySet().toArray(String[]::new));
        }
        SetParams params = expire.isZero() ? new SetParams() : new SetParams().px(expire.toMillis());
        StringBuilder answer = new StringBuilder();
        values.forEach((key, value) -> {
            if (!value.isEmpty()) {
                String said = redis.set(key, value, params);
                answer.append(answer.isEmpty() ? "" : ", ")
                        .append(key)
                        .append(' ')
                        .append(said);
            }
        });
        return answer.toString();
    }

    private Map<String, String> values(Map<?, ?> event) {
        String report = text(event, "report");
        int packets = report.indexOf(PACKETS);
        int flows = report.indexOf(FLOWS, Math.max(0, packets));
        String prefix = keys.prefix().isEmpty() ? "" : keys.prefix() + "_";
        String target = prefix + text(event, "target");
        Map<String, String> values = new LinkedHashMap<>();
        values.put(target + "_information", text(event, "fastnetmon_json"));
        values.put(target + "_flow_dump", flows < 0 ? "" : report.substring(flows + FLOWS.length()));
        values.put(
                target + "_packets_dump",
                packets < 0 || flows < 0 ? "" : report.substring(packets + PACKETS.length(), flows));
        return values;
    }

    private static String text(Map<?, ?> event, String name) {
        Object value = event.get(name);
        return value == null ? "" : value.toString();
    }

    /** Jedis says only that it could not; why is in the causes, and in what it suppressed of each address it tried. */
    private static String innermost(Throwable e) {
        Throwable next =
                e.getCause() != null ? e.getCause() : e.getSuppressed().length > 0 ? e.getSuppressed()[0] : null;
        return next == null ? String.valueOf(e.getMessage()) : innermost(next);
    }
}
