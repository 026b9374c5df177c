// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

/** Writes flows into a message. Used by one thread. */
@FunctionalInterface
interface FlowFormat {
    /** @param into where the message is, which may hold flows already */
    void write(KeptFlow flow, Bytes into);

    static FlowFormat of(FlowKeys keys) {
        return switch (keys.format()) {
            case JSON -> new JsonFormat(keys.sample());
            case PROTOBUF -> new ProtobufFormat(keys.sample(), keys.delimited());
        };
    }
}
