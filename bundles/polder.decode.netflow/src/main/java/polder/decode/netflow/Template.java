// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

/** A template of one exporter. Used under the lock of its {@link Domain}. */
final class Template {
    final int id;
    final Fields fields;
    final Plan plan;

    /** About how much memory it takes. */
    final int weight;

    /** How many records were read with it. */
    long records;

    /** When it was last sent, and when a record was last read with it; nanoseconds since 1970. */
    long sent;

    long used;

    Template(int id, Plans.Compiled compiled) {
        this.id = id;
        fields = compiled.fields();
        plan = compiled.plan();
        weight = 64 + compiled.weight();
    }

    /** When it last mattered. */
    long lastNeeded() {
        return Math.max(sent, used);
    }
}
