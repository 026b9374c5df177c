/** libpcap through pcap4j: capture files at any speed, as packets or as the datagrams in them. */
@NullMarked
package polder.capture.pcap;

import org.jspecify.annotations.NullMarked;
