// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

/** Time that passes only while somebody rests. */
final class FakeTicker implements Ticker {
    long nanos;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long epochNanos() {
        return 1_700_000_000_000_000_000L + nanos;
    }

    @Override
    public void rest(long time) {
        nanos += time;
    }

    double seconds() {
        return nanos / 1e9;
    }
}
