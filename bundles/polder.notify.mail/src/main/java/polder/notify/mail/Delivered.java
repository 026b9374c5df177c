// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import jakarta.mail.internet.InternetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who has already got a mail that some could not be given yet, or never can: when it is tried again nobody gets it twice. A bounded
 * number of mails, the newest. Any thread may use it.
 */
final class Delivered {
    private static final int MOST = 10_000;

    private final Map<String, Set<String>> settled = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
            return size() > MOST;
        }
    };

    /** Those of a mail's recipients who are still to get it. */
    synchronized List<InternetAddress> left(String mail, List<InternetAddress> all) {
        Set<String> done = settled.getOrDefault(mail, Set.of());
        return all.stream().filter(one -> !done.contains(one.getAddress())).toList();
    }

    /** Whether somebody has got it at an earlier try. */
    synchronized boolean isBegun(String mail) {
        return settled.containsKey(mail);
    }

    /** Somebody has got it, somebody will never; others are still to. */
    synchronized void begun(String mail, Outcome outcome) {
        Set<String> done = settled.computeIfAbsent(mail, name -> new HashSet<>());
        done.addAll(outcome.taken());
        done.addAll(outcome.refused().keySet());
    }

    /** It is not tried again. */
    synchronized void ended(String mail) {
        settled.remove(mail);
    }
}
