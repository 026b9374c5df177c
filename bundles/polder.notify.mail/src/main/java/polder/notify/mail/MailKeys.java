// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.util.EnumMap;
import java.util.Map;
import polder.api.config.Settings;
import polder.api.notify.Subscription;

/**
 * The keys of one {@code etc/polder.notify.mail-<name>.cfg}.
 *
 * @param details whether a second mail tells what was seen of an attack
 * @param pcap most bytes of frames to attach to it; zero for none
 */
record MailKeys(
        String instance,
        Subscription subscription,
        Server server,
        Addresses addresses,
        Map<Kind, Texts> texts,
        boolean details,
        long pcap) {
    /** What a mail is made of. */
    enum Format {
        /** Text and HTML. */
        HTML,
        TEXT
    }

    /** Templates of a kind of mail; that for HTML is empty where there is to be none. */
    record Texts(String subject, String text, String html) {}

    /** @throws polder.api.config.SettingsException when something is wrong */
    static MailKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        // a property of the service, not of the file
        settings.text("polder.routes", "");
        boolean attach = settings.flag("attach.pcap", false);
        long most = settings.bytes("attach.pcap.size", "1mb", 1024, 100 << 20);
        boolean details = settings.flag("details", true);
        if (attach && !details) {
            settings.fault("attach.pcap", "is not accepted; frames come with the second mail: give details = on");
        }
        MailKeys keys = new MailKeys(
                settings.instance(),
                Subscription.ofMessages(settings, "20/1m"),
                Server.read(settings),
                Addresses.read(settings),
                texts(settings),
                details,
                attach ? most : 0);
        settings.refuseRest();
        return keys;
    }

    private static Map<Kind, Texts> texts(Settings settings) {
        boolean html = settings.choice("format", Format.HTML) == Format.HTML;
        Map<Kind, Texts> texts = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            Texts usual = Defaults.of(kind);
            String page = settings.longText("html" + kind.suffix, usual.html());
            texts.put(
                    kind,
                    new Texts(
                            settings.longText("subject" + kind.suffix, usual.subject()),
                            settings.longText("text" + kind.suffix, usual.text()),
                            html ? page : ""));
        }
        return texts;
    }
}
