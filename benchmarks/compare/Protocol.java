// SPDX-License-Identifier: Apache-2.0

import java.nio.ByteBuffer;

/** How a protocol's datagrams are laid out. */
interface Protocol {
    /** A datagram of the pool; its first record, or sample, is at {@code body}. */
    record Datagram(ByteBuffer bytes, int records, int body) {}

    int TEMPLATE = 256;

    /** An exporter that has been up for an hour. */
    int BOOT = now() - 3600;

    /** Datagrams that hold a record for every host, but for the last one. */
    int pool();

    Datagram build(Flows flows, boolean template);

    /** Flows that lasted one second and ended a second before {@code second}, the time of export. */
    void time(Datagram datagram, int second);

    /** What the protocol counts in its header: given the datagrams and the records, or samples, sent before this one. */
    void number(Datagram datagram, int datagrams, int records);

    static int now() {
        return (int) (System.currentTimeMillis() / 1000);
    }

    static int uptime(int second) {
        return (second - BOOT) * 1000;
    }

    /** The template set where one is due, and the header of the data set. */
    static void putSets(ByteBuffer out, boolean template, int set, int[] fields, int data) {
        if (template) {
            out.putShort((short) set).putShort((short) (8 + fields.length * 2));
            out.putShort((short) TEMPLATE).putShort((short) (fields.length / 2));
            for (int word : fields) {
                out.putShort((short) word);
            }
        }
        out.putShort((short) TEMPLATE).putShort((short) (4 + data));
    }
}
