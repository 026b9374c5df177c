/** Writes the traffic to the tables FastNetMon has in ClickHouse. */
@NullMarked
package polder.notify.clickhouse;

import org.jspecify.annotations.NullMarked;
