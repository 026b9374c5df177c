// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers a row accepts: ports, ICMP types or lengths.
 *
 * @param ranges each the least and the most; none at all when every number is accepted
 */
record Ranges(List<Range> ranges) {
    static final Ranges ANY = new Ranges(List.of());

    record Range(int least, int most) {}

    /**
     * Reads {@code 53}, {@code 80,443}, {@code 27015-27050}, {@code 540-} or {@code -100}.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Ranges parse(String text, int most) {
        List<Range> found = new ArrayList<>();
        for (String one : text.split("[\\s,]+", -1)) {
            if (!one.matches("[0-9]{1,5}|[0-9]{1,5}-[0-9]{0,5}|-[0-9]{1,5}")) {
                throw new IllegalArgumentException("'" + one + "' is no number or range");
            }
            int dash = one.indexOf('-');
            int from = dash == 0 ? 0 : Integer.parseInt(dash < 0 ? one : one.substring(0, dash));
            int to = dash < 0 ? from : dash == one.length() - 1 ? most : Integer.parseInt(one.substring(dash + 1));
            if (from > to || to > most) {
                throw new IllegalArgumentException("'" + one + "' is not within 0 to " + most);
            }
            found.add(new Range(from, to));
        }
        return new Ranges(List.copyOf(found));
    }

    boolean isAny() {
        return ranges.isEmpty();
    }

    boolean accepts(long number) {
        // no iterator: this is asked some hundred thousand times at a detection
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            if (number >= range.least && number <= range.most) {
                return true;
            }
        }
        return ranges.isEmpty();
    }
}
