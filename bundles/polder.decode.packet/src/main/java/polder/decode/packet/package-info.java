/** Frames: Ethernet, VLAN, IPv4, IPv6 with extension headers, TCP, UDP, ICMP, fragments. */
@NullMarked
package polder.decode.packet;

import org.jspecify.annotations.NullMarked;
