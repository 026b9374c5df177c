// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.util.List;
import java.util.Map;

/**
 * What a server has said to a mail.
 *
 * @param answer its last line, or why there is none
 * @param failed whether nobody got it
 * @param hopeless whether it is no use to try that again
 * @param taken addresses it was taken for
 * @param refused addresses it is never taken for, each with what the server said
 * @param later addresses it may be taken for later
 */
record Outcome(
        String answer,
        boolean failed,
        boolean hopeless,
        List<String> taken,
        Map<String, String> refused,
        Map<String, String> later) {
    static Outcome failed(String why, boolean hopeless) {
        return new Outcome(why, true, hopeless, List.of(), Map.of(), Map.of());
    }
}
