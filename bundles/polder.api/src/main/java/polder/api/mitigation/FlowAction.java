// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

/** What becomes of the packets of a FlowSpec rule (RFC 8955 section 7). Written as in a cfg. */
public sealed interface FlowAction {
    /**
     * Reads {@code discard}, {@code rate-limit 1250000} (bytes a second) or {@code rate-limit 10mbps}, {@code redirect 65000:100},
     * {@code mark 10} or {@code accept}.
     *
     * @throws IllegalArgumentException when the text is something else
     */
    static FlowAction parse(String text) {
        return FlowWords.action(text);
    }

    /** They are dropped: a rate of zero. */
    record Discard() implements FlowAction {
        @Override
        public String toString() {
            return "discard";
        }
    }

    /**
     * No more of them than this pass.
     *
     * @param bytesPerSecond above zero; rounded to what a float holds, which is how BGP carries it
     */
    record RateLimit(long bytesPerSecond) implements FlowAction {
        public RateLimit {
            if (bytesPerSecond <= 0) {
                throw new IllegalArgumentException("a rate limit has to be above zero; discard drops all");
            }
            float carried = bytesPerSecond;
            bytesPerSecond = (long) carried;
        }

        @Override
        public String toString() {
            return "rate-limit " + bytesPerSecond;
        }
    }

    /**
     * They go to the routing instance (VRF) that imports a route target.
     *
     * @param administrator an AS number
     * @param number assigned by it; two bytes when the AS number has four
     */
    record Redirect(long administrator, long number) implements FlowAction {
        private static final long TWO_BYTES = 0xffff;
        private static final long FOUR_BYTES = 0xffff_ffffL;

        public Redirect {
            if (administrator < 0 || administrator > FOUR_BYTES || number < 0 || number > FOUR_BYTES) {
                throw new IllegalArgumentException("a route target is AS:NUMBER");
            }
            if (administrator > TWO_BYTES && number > TWO_BYTES) {
                throw new IllegalArgumentException("a route target of a four byte AS has a number up to 65535");
            }
        }

        @Override
        public String toString() {
            return "redirect " + administrator + ':' + number;
        }
    }

    /**
     * They are marked.
     *
     * @param dscp 0 to 63
     */
    record Mark(int dscp) implements FlowAction {
        public Mark {
            if (dscp < 0 || dscp > 63) {
                throw new IllegalArgumentException("a DSCP is 0 to 63");
            }
        }

        @Override
        public String toString() {
            return "mark " + dscp;
        }
    }

    /** They pass, whatever less exact rules say. */
    record Accept() implements FlowAction {
        @Override
        public String toString() {
            return "accept";
        }
    }
}
