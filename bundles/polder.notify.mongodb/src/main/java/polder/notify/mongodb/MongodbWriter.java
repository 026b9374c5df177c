// SPDX-License-Identifier: Apache-2.0
package polder.notify.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.result.UpdateResult;
import com.mongodb.connection.ServerDescription;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import polder.api.config.Quantity;
import polder.notify.mongodb.MongodbKeys.AtEnd;
import polder.notify.mongodb.MongodbKeys.Format;

/**
 * Writes each event to MongoDB, one document for each attack. Its client has threads of its own: it is made for the first event, ends
 * with the route, and is made anew after a failure, with the password as it is then.
 */
final class MongodbWriter extends ServiceSupport implements Processor {
    private final MongodbKeys keys;

    private @Nullable MongoClient client;

    MongodbWriter(MongodbKeys keys) {
        this.keys = keys;
    }

    @Override
    public synchronized void process(Exchange exchange) throws IOException {
        Map<?, ?> event = exchange.getMessage().getBody(Map.class);
        if (!isWanted(event)) {
            exchange.setProperty("PolderAnswer", "no document");
            return;
        }
        Document document = AttackDocument.of(event, keys.format());
        try {
            exchange.setProperty("PolderAnswer", write(document));
        } catch (MongoException | IllegalStateException e) {
            String reason = reason(e);
            doStop();
            throw new IOException("mongodb at " + keys.servers() + ": " + reason);
        }
    }

    /** FastNetMon's document is of attacks, not of warnings, and not of their end. */
    private boolean isWanted(Map<?, ?> event) {
        String phase = AttackDocument.text(event, "phase");
        return keys.format() == Format.POLDER
                || phase.equals("started")
                || phase.equals("ongoing")
                || (phase.equals("ended") && keys.atEnd() == AtEnd.UPDATE);
    }

    private String write(Document document) {
        if (client == null) {
            client = MongoClients.create(keys.client());
        }
        MongoCollection<Document> collection =
                client.getDatabase(keys.database()).getCollection(keys.collection());
        Object id = document.get("_id");
        UpdateResult result =
                collection.replaceOne(new Document("_id", id), document, new ReplaceOptions().upsert(true));
        return (result.getMatchedCount() > 0 ? "replaced " : "inserted ") + id;
    }

    /** Why; of a server that is not reached the driver tells only in the description of its cluster. */
    private String reason(Throwable e) {
        Throwable known = e;
        if (client != null && e instanceof MongoException) {
            known = client.getClusterDescription().getServerDescriptions().stream()
                    .map(ServerDescription::getException)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(e);
        }
        if (known instanceof MongoTimeoutException) {
            return "no server was ready within " + Quantity.human(keys.timeLimit());
        }
        while (known.getCause() != null) {
            known = known.getCause();
        }
        return known instanceof MongoCommandException refused
                ? refused.getErrorMessage()
                : String.valueOf(known.getMessage());
    }

    @Override
    protected synchronized void doStop() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
