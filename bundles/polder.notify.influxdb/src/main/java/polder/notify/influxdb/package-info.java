/** Writes the traffic to InfluxDB, as FastNetMon does and in a way of its own. */
@NullMarked
package polder.notify.influxdb;

import org.jspecify.annotations.NullMarked;
