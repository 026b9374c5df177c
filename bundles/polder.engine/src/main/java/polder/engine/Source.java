// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.capture.Capture;
import polder.wire.Address;
import polder.wire.PrefixTable;

/** A configured capture and its lanes; outlives the service when its bundle is replaced. Guarded by the engine's lock. */
final class Source {
    static final int MOST_LANES = 64;

    /** The properties of a change and the lane's word on it come within this of each other. */
    private static final long SAME_CHANGE = 2_000_000_000L;

    final String key;
    final String instance;
    final String type;
    final List<LaneRunner> lanes = new ArrayList<>();
    final long since = System.nanoTime();
    Capture capture;
    String decoder = "packet";
    int laneCount = 1;
    /** The senders whose packets are taken; null is everyone. */
    @Nullable
    PrefixTable allowed;

    private String allow = "";
    private final Refusals refusals = new Refusals();
    /** Properties that came while the capture has not yet said that it accepts its new configuration. */
    private @Nullable Map<String, ?> unconfirmed;

    /** When the capture last said that its new settings are in force, or 0. */
    private long confirmedAt;
    /** When the service went away ({@link System#nanoTime}), or 0 while it is there. */
    long goneSince;

    Source(String key, Capture capture, Map<String, ?> properties) {
        this.key = key;
        this.capture = capture;
        int mark = key.indexOf('~');
        type = mark < 0 ? key : key.substring(0, mark);
        instance = mark < 0 ? "default" : key.substring(mark + 1);
        read(properties);
    }

    static String key(Capture capture, Map<String, ?> properties) {
        Object key = properties.get("service.pid");
        key = key == null ? properties.get("component.name") : key;
        return key == null ? capture.getClass().getName() : key.toString();
    }

    /** Takes decoder, number of lanes and allowed senders; what is no number leaves the number as it is, the capture itself refuses it. */
    void read(Map<String, ?> properties) {
        Object name = properties.get(Capture.DECODER);
        decoder = name == null ? "packet" : name.toString().trim();
        Object count = properties.get(Capture.LANES);
        if (count != null && count.toString().trim().matches("[1-9][0-9]?")) {
            laneCount = Math.min(MOST_LANES, Integer.parseInt(count.toString().trim()));
        }
        Object senders = properties.get(Capture.ALLOW);
        String text = senders == null ? "" : senders.toString().trim();
        if (!text.equals(allow)) {
            allow = text;
            allowed = Screen.table(text);
        }
    }

    /** What is to be said now of packets it does not allow, or nothing. */
    String refusals() {
        long refused = lanes.stream().mapToLong(LaneRunner::refused).sum();
        return refusals.line(refused, this::refusedSender, System.nanoTime());
    }

    private @Nullable Address refusedSender() {
        Address found = null;
        for (LaneRunner lane : lanes) {
            Address sender = lane.takeRefusedSender();
            found = sender == null ? found : sender;
        }
        return found;
    }

    /** New properties; whether they are in force now. They are when the capture asked to be reopened, before or after. */
    boolean changed(Map<String, ?> properties) {
        unconfirmed = properties;
        return settle();
    }

    /** The capture asked to be reopened; whether new properties are in force now. */
    boolean accepted() {
        confirmedAt = System.nanoTime();
        return settle();
    }

    private boolean settle() {
        boolean confirmed = confirmedAt != 0 && System.nanoTime() - confirmedAt < SAME_CHANGE;
        if (unconfirmed == null || !confirmed) {
            return false;
        }
        read(unconfirmed);
        unconfirmed = null;
        confirmedAt = 0;
        return true;
    }
}
