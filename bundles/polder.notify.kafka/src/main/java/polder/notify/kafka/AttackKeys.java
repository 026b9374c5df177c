// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.util.Map;
import polder.api.config.Settings;
import polder.api.notify.Subscription;

/** What {@code etc/polder.notify.kafka-NAME.cfg} says, checked. */
record AttackKeys(String instance, Subscription subscription, Link link, String topic, Key key) {
    /** What the key of a message is, by which Kafka chooses its partition. */
    enum Key {
        ID,
        TARGET
    }

    static AttackKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        AttackKeys keys = new AttackKeys(
                settings.instance(),
                Subscription.ofEvents(settings),
                Link.read(settings),
                Link.topic(settings, "polder-attacks"),
                settings.choice("key", Key.ID));
        settings.refuseRest();
        return keys;
    }

    String name() {
        return "polder.notify.kafka-" + instance;
    }
}
