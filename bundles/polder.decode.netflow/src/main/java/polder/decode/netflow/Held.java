// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Data sets that came before their template. Held for a while and read when it comes; when there is no more room the oldest make
 * place. Used under the lock of the {@link Domain}; the room comes out of a {@link Pool} that all domains share.
 */
final class Held {
    /** Some twenty datagrams. */
    static final int ROOM = 32 * 1024;

    private static final int HEAD = 24;

    /** The room all domains may take together; what is given back is used again. */
    static final class Pool {
        static final int ROOMS = 256;

        private final Deque<ByteBuffer> free = new ArrayDeque<>(ROOMS);
        private int made;

        /** Room, or {@link #NO_ROOM}. */
        private synchronized ByteBuffer take() {
            if (!free.isEmpty()) {
                return free.pop();
            }
            if (made == ROOMS) {
                return NO_ROOM;
            }
            made++;
            return ByteBuffer.allocateDirect(ROOM);
        }

        private synchronized void giveBack(ByteBuffer room) {
            free.push(room);
        }
    }

    private static final ByteBuffer NO_ROOM = ByteBuffer.allocateDirect(0);

    private final Pool pool;
    private ByteBuffer room = NO_ROOM;
    private int used;
    private int sets;

    Held(Pool pool) {
        this.pool = pool;
    }

    /** How many sets are held. */
    int sets() {
        return sets;
    }

    /** For which template the first of them waits. */
    int waitsFor() {
        return sets == 0 ? 0 : room.getInt(4);
    }

    /**
     * Holds a set.
     *
     * @return how many sets had to go for it, itself among them when there is no room at all
     */
    int add(Message message, int template, int start, int end) {
        int length = end - start;
        if (room.capacity() == 0) {
            room = pool.take();
        }
        if (HEAD + length > room.capacity()) {
            return 1;
        }
        int displaced = 0;
        while (used + HEAD + length > ROOM) {
            removeFirst();
            displaced++;
        }
        room.putInt(used, length);
        room.putInt(used + 4, template);
        room.putLong(used + 8, message.arrived);
        room.putInt(used + 16, message.uptime);
        room.putInt(used + 20, message.exportSeconds);
        room.put(used + HEAD, message.in, start, length);
        used += HEAD + length;
        sets++;
        return displaced;
    }

    private void removeFirst() {
        remove(0);
    }

    private void remove(int at) {
        int next = at + HEAD + room.getInt(at);
        room.put(at, room, next, used - next);
        used -= next - at;
        sets--;
    }

    /** Forgets what came before that time; how many sets that were. */
    int expire(long before) {
        int expired = 0;
        while (sets > 0 && room.getLong(8) < before) {
            removeFirst();
            expired++;
        }
        release();
        return expired;
    }

    int clear() {
        int forgotten = sets;
        sets = 0;
        used = 0;
        release();
        return forgotten;
    }

    private void release() {
        if (sets == 0 && room.capacity() > 0) {
            pool.giveBack(room);
            room = NO_ROOM;
        }
    }

    /** Reads a set out of the room it is held in. */
    interface Reader {
        void read(ByteBuffer in, int start, int end);
    }

    /** Hands every set of a template to a reader, with the message it came in, and forgets it. */
    void replay(int template, Message message, Reader reader) {
        long oldest = sets == 0 ? 0 : room.getLong(8);
        for (int at = 0; at < used; ) {
            if (room.getInt(at + 4) == template) {
                message.asOf(room.getLong(at + 8), room.getInt(at + 16), room.getInt(at + 20), oldest);
                reader.read(room, at + HEAD, at + HEAD + room.getInt(at));
                remove(at);
            } else {
                at += HEAD + room.getInt(at);
            }
        }
        release();
    }
}
