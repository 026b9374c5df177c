// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A ring the kernel and a lane share: one writes entries and moves the producer on, the other reads them and moves the consumer on.
 * Both indices run without bound; their lowest bits are the place in the ring. Used by one thread.
 */
final class Ring {
    /** Where a ring has what (struct xdp_ring_offset); the entries follow one another to the end of the memory. */
    record Layout(int producer, int consumer, int entries, int flags) {}

    private static final VarHandle INDEX = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int NEED_WAKEUP = 1;

    private final ByteBuffer memory;
    private final Layout layout;
    private final int size;
    private final int entry;

    /**
     * @param memory direct, in native byte order
     * @param size how many entries: a power of two
     * @param entry bytes of an entry
     */
    Ring(ByteBuffer memory, Layout layout, int size, int entry) {
        this.memory = memory;
        this.layout = layout;
        this.size = size;
        this.entry = entry;
    }

    int size() {
        return size;
    }

    int producer() {
        return (int) INDEX.getAcquire(memory, layout.producer);
    }

    /** What was written to the entries before is seen by who sees this. */
    void producer(int index) {
        INDEX.setRelease(memory, layout.producer, index);
    }

    int consumer() {
        return (int) INDEX.getAcquire(memory, layout.consumer);
    }

    /** Hands the entries before this one back: they are not read any more. */
    void consumer(int index) {
        INDEX.setRelease(memory, layout.consumer, index);
    }

    /** Where the entry of an index lies in the memory. */
    private int at(int index) {
        return layout.entries + (index & (size - 1)) * entry;
    }

    long address(int index) {
        return memory.getLong(at(index));
    }

    void address(int index, long address) {
        memory.putLong(at(index), address);
    }

    /** Of a descriptor (struct xdp_desc: address 8, length 4, options 4). */
    int length(int index) {
        return memory.getInt(at(index) + 8);
    }

    int options(int index) {
        return memory.getInt(at(index) + 12);
    }

    /** Whether the driver has gone to sleep for want of entries and wants a system call. */
    boolean needsWakeup() {
        return (memory.getInt(layout.flags) & NEED_WAKEUP) != 0;
    }
}
