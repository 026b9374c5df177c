// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import org.jspecify.annotations.Nullable;

/**
 * The most there may be of a metric, in up to three levels; each is above the one before.
 *
 * @param warn above this somebody should look; null when it is not set
 * @param alert above this it is an attack: the limit itself; null when there are only other levels
 * @param critical above this it is a heavy attack; null when it is not set
 */
public record Limit(@Nullable Bound warn, @Nullable Bound alert, @Nullable Bound critical) {
    /** The {@link #perSecond} of what has no plain limit. */
    public static final long NONE = Long.MAX_VALUE;

    /**
     * One level of a limit.
     *
     * @param perSecond packets, bits or flows a second
     * @param origin the group whose configuration says so: the host's own, or one it inherits from
     */
    public record Bound(long perSecond, String origin) {}

    /** A limit of one level. */
    public Limit(long perSecond, String origin) {
        this(null, new Bound(perSecond, origin), null);
    }

    /** The plain limit, {@link #NONE} when there are only other levels. */
    public long perSecond() {
        return alert == null ? NONE : alert.perSecond;
    }

    /** Who says so: the group that gives the plain limit, or else the lowest level there is. */
    public String origin() {
        Bound first = alert != null ? alert : warn != null ? warn : critical;
        return first == null ? "" : first.origin;
    }

    /** The lowest level there is, {@link #NONE} when there is none. */
    public long lowest() {
        Bound first = warn != null ? warn : alert != null ? alert : critical;
        return first == null ? NONE : first.perSecond;
    }
}
