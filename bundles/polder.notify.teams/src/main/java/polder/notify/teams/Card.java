// SPDX-License-Identifier: Apache-2.0
package polder.notify.teams;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import polder.lib.http.Cut;

/**
 * An Adaptive Card as a Workflow's webhook takes it: one text after another, a line each, the first one bold. Not text blocks: in those
 * an underscore or a line end is Markdown, to each client in its own way.
 */
final class Card {
    /** Teams refuses a message of more than 28 KB. */
    private static final int LARGEST = 24 * 1024;

    private static final int LONGEST_LINE = 2000;

    private Card() {}

    static String of(String text) {
        List<String> lines = new ArrayList<>(text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> Cut.to(LONGEST_LINE, line))
                .toList());
        String message = message(lines);
        while (message.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            lines = new ArrayList<>(lines.subList(0, lines.size() * 9 / 10));
            lines.add("…");
            message = message(lines);
        }
        return message;
    }

    private static String message(List<String> lines) {
        JsonArray body = new JsonArray();
        for (String line : lines) {
            body.add(block(line, body.isEmpty()));
        }
        JsonObject card = new JsonObject();
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        card.put("body", body);
        card.put("msteams", new JsonObject(Map.of("width", "Full")));
        JsonObject attachment = new JsonObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
        attachment.put("contentUrl", null);
        attachment.put("content", card);
        JsonObject message = new JsonObject();
        message.put("type", "message");
        message.put("attachments", new JsonArray(List.of(attachment)));
        return message.toJson();
    }

    private static JsonObject block(String line, boolean first) {
        JsonObject run = new JsonObject();
        run.put("type", "TextRun");
        run.put("text", line);
        JsonObject block = new JsonObject();
        block.put("type", "RichTextBlock");
        if (first) {
            run.put("weight", "Bolder");
        } else {
            block.put("spacing", "None");
        }
        block.put("inlines", new JsonArray(List.of(run)));
        return block;
    }
}
