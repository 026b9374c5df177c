// SPDX-License-Identifier: Apache-2.0
package polder.notify.mongodb;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import polder.notify.mongodb.MongodbKeys.Format;

/** The document of an attack. Its {@code _id} is made of the attack's, so that there is one document however often it is written. */
final class AttackDocument {
    private static final DateTimeFormatter FASTNETMON =
            DateTimeFormatter.ofPattern("dd_MM_yy_HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final Set<String> TIMES =
            Set.of("at", "since", "last_over", "ended", "acted_since", "from", "to", "first", "last");

    private AttackDocument() {}

    static Document of(Map<?, ?> event, Format format) {
        return format == Format.FASTNETMON ? fastnetmon(event) : polder(event);
    }

    /** FastNetMon's one field, whose name is of the target and of when it began, in local time, with no dot in it. */
    private static Document fastnetmon(Map<?, ?> event) {
        Instant since = Instant.parse(text(event, "since"));
        UUID attack = UUID.fromString(text(event, "id"));
        byte[] id = ByteBuffer.allocate(12)
                .putInt((int) since.getEpochSecond())
                .putLong(attack.getMostSignificantBits() ^ attack.getLeastSignificantBits())
                .array();
        String name = text(event, "target").replace('.', '_') + "_information_" + FASTNETMON.format(since);
        return new Document("_id", new ObjectId(id)).append(name, Document.parse(text(event, "fastnetmon_json")));
    }

    /** Our JSON, with times as such, and {@code _} for the dot in the names of rates, for which queries have another use. */
    private static Document polder(Map<?, ?> event) {
        Document all = new Document("_id", text(event, "id"));
        Document.parse(text(event, "json")).forEach((name, value) -> all.append(name, value(name, value)));
        return all;
    }

    private static @Nullable Object value(String name, @Nullable Object value) {
        if (value instanceof Document part) {
            Document out = new Document();
            part.forEach((key, one) -> out.append(key.replace('.', '_'), value(key, one)));
            return out;
        }
        if (value instanceof List<?> many) {
            return many.stream().map(one -> value("", one)).toList();
        }
        return value instanceof String text && TIMES.contains(name) ? Instant.parse(text) : value;
    }

    static String text(Map<?, ?> event, String name) {
        Object value = event.get(name);
        return value == null ? "" : value.toString();
    }
}
