/** libpcap through pcap4j: live devices, capture files at any speed, and streams of frames; as packets or as the datagrams in them. */
@NullMarked
package polder.capture.pcap;

import org.jspecify.annotations.NullMarked;
