// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.api.mitigation.Speaker.Peer;

/** Reads what ExaBGP prints of its neighbors: {@code show neighbor extensive}. */
final class Neighbors {
    private static final Pattern TIME = Pattern.compile("(?:([0-9]+) days?, )?([0-9]+):([0-9]{2}):([0-9]{2}).*");

    private Neighbors() {}

    /** @param counts routes for each neighbor, by its address */
    static List<Peer> read(List<String> lines, Map<String, Long> counts) {
        List<Peer> peers = new ArrayList<>();
        String address = "";
        String state = "";
        long since = -1;
        for (String line : lines) {
            String[] words = line.trim().split("\\s{2,}|(?<=for) ", -1);
            if (line.startsWith("Neighbor ")) {
                address = line.substring("Neighbor ".length()).trim();
                state = "";
                since = -1;
            } else if (words.length > 1 && "state".equals(words[0])) {
                state = words[1].toLowerCase(Locale.ROOT);
            } else if (words.length > 1 && (words[0].equals("up for") || words[0].equals("down for"))) {
                since = seconds(words[1]);
            } else if (words.length > 1 && "AS".equals(words[0])) {
                boolean up = "established".equals(state);
                long asn = words.length > 2 && words[2].matches("[0-9]{1,10}") ? Long.parseLong(words[2]) : 0;
                peers.add(new Peer(address, asn, up, state, since, up ? counts.getOrDefault(address, 0L) : 0));
            }
        }
        return peers;
    }

    private static long seconds(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return -1;
        }
        long days = time.group(1) == null ? 0 : Long.parseLong(time.group(1));
        return ((days * 24 + Long.parseLong(time.group(2))) * 60 + Long.parseLong(time.group(3))) * 60
                + Long.parseLong(time.group(4));
    }
}
