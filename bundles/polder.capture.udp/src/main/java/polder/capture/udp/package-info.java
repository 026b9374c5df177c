/** Receives flow exports over UDP: recvmmsg or the JDK channel, SO_REUSEPORT lanes. */
@NullMarked
package polder.capture.udp;

import org.jspecify.annotations.NullMarked;
