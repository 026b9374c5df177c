// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.nio.ByteBuffer;

/**
 * Reads frames out of the bytes of a pcap or pcapng stream (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng) as they arrive, in
 * whatever pieces. The frames lie where they arrived, in one buffer, until {@link #compact} is called. Used by one thread; allocates
 * nothing but what says why a stream is broken.
 */
final class FrameStream {
    /** As libpcap: no frame is longer. */
    static final int LONGEST_FRAME = 1 << 18;

    private static final int LONGEST_ON_WIRE = 1 << 24;
    private static final int LONGEST_BLOCK = LONGEST_FRAME + (1 << 16);
    private static final int LONGEST_SKIPPED = 1 << 24;
    /** Twice the longest block and more, so that half of it holds what is left over. */
    private static final int BUFFER = 1 << 20;

    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int BYTE_ORDER = 0x1a2b3c4d;
    private static final int SECTION = 0x0a0d0d0a;
    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE = 3;
    private static final int ENHANCED = 6;

    private enum Format {
        UNKNOWN,
        PCAP,
        PCAPNG
    }

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Section section = new Section();
    private Format format = Format.UNKNOWN;
    private boolean little;
    private long nanosOfUnit;
    private int typeOfAll;

    private int start;
    private int end;
    private int skip;
    /** From where a header may be looked for, when a frame cannot be. */
    private int doubtful;

    private boolean found;
    private int after;
    private int offset;
    private int length;
    private int wireLength;
    private int linkType;
    private long epochNanos;
    private boolean timed;
    private String fault = "";
    private long resumed;

    /** Where bytes are to be put and frames lie. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Sets the buffer's position to the place of the next bytes, to be {@link #received}, and says how many there is room for. */
    int room() {
        buffer.limit(BUFFER).position(end);
        return BUFFER - end;
    }

    void received(int count) {
        end += count;
        buffer.clear();
    }

    /** Makes room. Frames found before are overwritten. */
    void compact() {
        if (start == end) {
            end = 0;
        } else if (start >= BUFFER / 2) {
            buffer.put(0, buffer, start, end - start);
            end -= start;
        } else {
            return;
        }
        after -= start;
        offset -= start;
        start = 0;
        doubtful = 0;
    }

    /** A stream begins. */
    void restart() {
        start = 0;
        end = 0;
        skip = 0;
        doubtful = 0;
        found = false;
        fault = "";
        format = Format.UNKNOWN;
    }

    /** Whether more bytes are wanted, and there is room for them. */
    boolean isHungry() {
        return !found && fault.isEmpty() && end < BUFFER;
    }

    /** Whether the stream is in the midst of a frame or a header. */
    boolean isPartial() {
        return start < end || skip > 0;
    }

    /** Why the stream cannot be read on, or empty. */
    String fault() {
        return fault;
    }

    /** How often a stream was followed by another one in the midst of a frame. */
    long resumed() {
        return resumed;
    }

    /** Finds the next frame; false when it has not arrived, or when the stream is broken. Goes on once it is {@link #taken}. */
    boolean next() {
        while (!found && fault.isEmpty() && step()) {}
        return found;
    }

    void taken() {
        start = after;
        found = false;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    int wireLength() {
        return wireLength;
    }

    int linkType() {
        return linkType;
    }

    /** When the frame was captured, nanoseconds since 1970; the given time when the stream does not say. */
    long epochNanos(long otherwise) {
        return timed ? epochNanos : otherwise;
    }

    private int u32(int at) {
        return Section.u32(buffer, little, at);
    }

    private int u16(int at) {
        return Section.u16(buffer, little, at);
    }

    /** True when there may be more to read. */
    private boolean step() {
        if (skip > 0) {
            int skipped = Math.min(skip, end - start);
            start += skipped;
            skip -= skipped;
            return skip == 0;
        }
        return switch (format) {
            case UNKNOWN -> begin();
            case PCAP -> record();
            case PCAPNG -> block();
        };
    }

    private boolean broken(String why) {
        fault = why;
        return false;
    }

    /**
     * The header of a pcap stream; its magic number tells the byte order, and micro- from nanoseconds.
     *
     * <pre>
     * magic number 4, major version 2, minor version 2, reserved 8, snapshot length 4, FCS and link type 4
     * </pre>
     */
    private boolean begin() {
        if (end - start < 4) {
            return false;
        }
        int magic = buffer.getInt(start);
        if (magic == SECTION) {
            format = Format.PCAPNG;
            section.clear();
            return true;
        }
        if (!isMagic(magic)) {
            return broken(String.format("it starts with 0x%08x, as neither pcap nor pcapng do", magic));
        }
        if (end - start < FILE_HEADER) {
            return false;
        }
        little = isLittle(magic);
        nanosOfUnit = (byte) magic == 0x4d || magic >>> 24 == 0x4d ? 1 : 1000;
        if (u16(start + 4) != 2) {
            return broken("pcap version " + u16(start + 4) + " is not known");
        }
        typeOfAll = u32(start + 20) & 0xffff;
        format = Format.PCAP;
        start += FILE_HEADER;
        doubtful = start;
        return true;
    }

    private static boolean isLittle(int magic) {
        return magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
    }

    private static boolean isMagic(int magic) {
        return isLittle(magic) || magic == 0xa1b2c3d4 || magic == 0xa1b23c4d;
    }

    /** Whether all of a pcap header as everybody writes it lies there: version 2.4, and nothing in the reserved fields. */
    private boolean isHeader(int at) {
        int magic = buffer.getInt(at);
        return isMagic(magic)
                && buffer.getInt(at + 4) == (isLittle(magic) ? 0x02000400 : 0x00020004)
                && buffer.getLong(at + 8) == 0;
    }

    /**
     * A frame of a pcap stream. In the place of one there may be the header of another stream: a writer began anew, and there was no
     * end to be seen between the two.
     *
     * <pre>
     * seconds 4, micro- or nanoseconds 4, captured length 4, length on the wire 4, frame
     * </pre>
     */
    private boolean record() {
        int there = end - start;
        if (there < RECORD_HEADER) {
            return false;
        }
        if (isMagic(buffer.getInt(start))) {
            if (there < FILE_HEADER) {
                return false;
            }
            if (isHeader(start)) {
                format = Format.UNKNOWN;
                return true;
            }
        }
        int captured = u32(start + 8);
        int onWire = u32(start + 12);
        long fraction = (u32(start + 4) & 0xffff_ffffL) * nanosOfUnit;
        // zeros are what a stream out of step is full of
        if (isAbsurd(captured, onWire) || (captured | onWire) == 0 || fraction >= 1_000_000_000) {
            return resume() || broken(absurd(captured, onWire) + " at " + u32(start + 4) + " of a second");
        }
        if (there < RECORD_HEADER + captured) {
            return false;
        }
        timed = true;
        epochNanos = (u32(start) & 0xffff_ffffL) * 1_000_000_000 + fraction;
        return found(start + RECORD_HEADER, captured, onWire, typeOfAll, RECORD_HEADER + captured);
    }

    private static boolean isAbsurd(int captured, int onWire) {
        return captured < 0 || captured > LONGEST_FRAME || onWire < 0 || onWire > LONGEST_ON_WIRE;
    }

    private static String absurd(int captured, int onWire) {
        return "a frame of %d bytes, %d on the wire".formatted(captured & 0xffff_ffffL, onWire & 0xffff_ffffL);
    }

    /** A writer that was killed in the midst of a frame has had a successor whose first bytes were taken for the rest of it. */
    private boolean resume() {
        for (int at = doubtful; at <= end - FILE_HEADER; at++) {
            if (isHeader(at)) {
                start = at;
                doubtful = at + 1;
                format = Format.UNKNOWN;
                resumed++;
                return true;
            }
        }
        return false;
    }

    private boolean found(int at, int captured, int onWire, int type, int size) {
        offset = at;
        length = captured;
        wireLength = Math.max(captured, onWire);
        linkType = type;
        after = start + size;
        found = true;
        return false;
    }

    /**
     * A block of a pcapng stream.
     *
     * <pre>
     * type 4, total length 4, body, total length again 4; padded to 4 bytes
     * </pre>
     */
    private boolean block() {
        if (end - start < 12) {
            return false;
        }
        int type = buffer.getInt(start);
        if (type == SECTION) {
            int order = buffer.getInt(start + 8);
            little = order == Integer.reverseBytes(BYTE_ORDER);
            if (!little && order != BYTE_ORDER) {
                return broken("a section without a byte order");
            }
        } else {
            type = u32(start);
        }
        int size = u32(start + 4);
        boolean known =
                type == SECTION || type == INTERFACE || type == ENHANCED || type == SIMPLE || type == OLD_PACKET;
        if (size < 12 || (size & 3) != 0 || size > (known ? LONGEST_BLOCK : LONGEST_SKIPPED)) {
            return broken("a block of " + (size & 0xffff_ffffL) + " bytes");
        }
        if (!known) {
            skip = size;
            return true;
        }
        if (end - start < size) {
            return false;
        }
        if (u32(start + size - 4) != size) {
            return broken("a block whose two lengths differ");
        }
        return read(type, size);
    }

    private boolean read(int type, int size) {
        boolean isRead =
                switch (type) {
                    case SECTION -> section(size);
                    case INTERFACE -> addInterface(size);
                    case SIMPLE -> simple(size);
                    default -> packet(type == ENHANCED ? u32(start + 8) : u16(start + 8), size);
                };
        if (isRead) {
            start += size;
        }
        return isRead;
    }

    /** Byte order 4, major version 2, minor version 2, length of the section 8, options. */
    private boolean section(int size) {
        if (size < 28 || u16(start + 12) != 1) {
            return broken("a section of an unknown version");
        }
        section.clear();
        return true;
    }

    private boolean addInterface(int size) {
        if (size < 20 || section.size() == Section.MOST) {
            return broken(size < 20 ? "an interface in " + size + " bytes" : "more than 256 interfaces");
        }
        section.add(buffer, little, start + 8, start + size - 4);
        return true;
    }

    /** Interface 4 (or, in old blocks, interface 2, drops 2), time 8, captured length 4, length on the wire 4, frame. */
    private boolean packet(int number, int size) {
        if (size < 32 || number < 0 || number >= section.size()) {
            return broken("a frame of interface " + (number & 0xffff_ffffL) + ", of " + section.size());
        }
        int captured = u32(start + 20);
        int onWire = u32(start + 24);
        if (isAbsurd(captured, onWire) || captured > size - 32) {
            return broken(isAbsurd(captured, onWire) ? absurd(captured, onWire) : "a frame longer than its block");
        }
        timed = true;
        epochNanos = section.epochNanos(number, ((long) u32(start + 12) << 32) | (u32(start + 16) & 0xffff_ffffL));
        return found(start + 28, captured, onWire, section.linkType(number), size);
    }

    /** Length on the wire 4, frame of the first interface. */
    private boolean simple(int size) {
        int onWire = size < 16 ? -1 : u32(start + 8);
        if (isAbsurd(0, onWire) || section.size() == 0) {
            return broken("a simple packet without an interface, or of an absurd length");
        }
        int bound = section.snapLength(0) > 0 ? Math.min(onWire, section.snapLength(0)) : onWire;
        timed = false;
        return found(start + 12, Math.min(bound, size - 16), onWire, section.linkType(0), size);
    }
}
