// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import polder.api.config.Settings;

/** Who writes to whom. */
record Addresses(
        List<InternetAddress> from,
        List<InternetAddress> replyTo,
        List<InternetAddress> to,
        List<InternetAddress> cc,
        List<InternetAddress> bcc) {
    static Addresses read(Settings settings) {
        Addresses addresses = new Addresses(
                list(settings, "from"),
                list(settings, "reply.to"),
                list(settings, "to"),
                list(settings, "cc"),
                list(settings, "bcc"));
        if (addresses.from.size() != 1) {
            settings.fault("from", "is not accepted; give the one address the mails are from");
        }
        if (addresses.recipients().isEmpty()) {
            settings.fault("to", "is not accepted; give at least one recipient in to, cc or bcc");
        }
        return addresses;
    }

    private static List<InternetAddress> list(Settings settings, String key) {
        return settings.read(key, "", "addresses such as noc@example.net, NOC <noc@example.net>", List.of(), text -> {
            try {
                List<InternetAddress> found = new ArrayList<>();
                for (InternetAddress one : InternetAddress.parse(text, true)) {
                    if (one.isGroup() || one.getAddress().indexOf('@') < 1) {
                        throw new IllegalArgumentException("no address");
                    }
                    found.add(one);
                }
                return List.copyOf(found);
            } catch (AddressException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    /** Each once. */
    List<InternetAddress> recipients() {
        Map<String, InternetAddress> all = new LinkedHashMap<>();
        for (List<InternetAddress> some : List.of(to, cc, bcc)) {
            some.forEach(one -> all.putIfAbsent(one.getAddress(), one));
        }
        return List.copyOf(all.values());
    }

    /** Of the sender. */
    String domain() {
        String address = from.get(0).getAddress();
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
