/** Linux mirror port: frames read in place from a ring the kernel fills (AF_PACKET, TPACKET_V3), with fanout over lanes. */
@NullMarked
package polder.capture.afpacket;

import org.jspecify.annotations.NullMarked;
