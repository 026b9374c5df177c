// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What a script prints, on its way to the log: its first lines, as one that prints for every flow would fill it. */
final class Prints {
    static final int MOST = 100;
    private static final int LONGEST = 500;

    private final ArrayBlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST);
    private volatile int left = MOST;

    /** Whether there is room for more; lanes ask before they make a line. */
    boolean isFull() {
        return left <= 0;
    }

    /** Any thread; of two at once a line more or less is let through. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void add(String line) {
        left--;
        boolean unused = lines.offer(line.length() > LONGEST ? line.substring(0, LONGEST) : line);
    }

    @Nullable
    String poll() {
        return lines.poll();
    }
}
