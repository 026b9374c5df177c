/** Receives IPFIX over TCP and TLS (Netty). */
@NullMarked
package polder.capture.tcp;

import org.jspecify.annotations.NullMarked;
