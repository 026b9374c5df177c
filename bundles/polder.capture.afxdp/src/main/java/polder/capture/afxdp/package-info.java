/** Linux mirror port: AF_XDP sockets, one for each receive queue, read in place. */
@NullMarked
package polder.capture.afxdp;

import org.jspecify.annotations.NullMarked;
