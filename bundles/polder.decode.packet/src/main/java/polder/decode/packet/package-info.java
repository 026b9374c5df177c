/** Frames: Ethernet, VLAN, MPLS, PPPoE, GRE, L2TP, IP-in-IP, VXLAN, Geneve, GTP-U, IPv4, IPv6 with extension headers, fragments. */
@NullMarked
package polder.decode.packet;

import org.jspecify.annotations.NullMarked;
