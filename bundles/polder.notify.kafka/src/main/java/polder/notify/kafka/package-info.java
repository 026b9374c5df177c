/** Attacks and flows for Kafka. */
@NullMarked
package polder.notify.kafka;

import org.jspecify.annotations.NullMarked;
