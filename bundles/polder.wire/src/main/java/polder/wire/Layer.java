// SPDX-License-Identifier: Apache-2.0
package polder.wire;

/** Which IP packet of a frame counts, when there is one within another. */
public enum Layer {
    /** The outermost: what routers forward and what their flow exports tell of. Tunnels are not looked into. */
    OUTER,
    /**
     * The innermost that can be read. For a mirror that arrives in a tunnel (ERSPAN, VXLAN), or to see into all of them. Whoever sends
     * the outermost packet decides what the innermost says.
     */
    INNER,
    /**
     * The first, from the outside in, with an address of our networks: a tunnel that ends at a host of ours is traffic of that host,
     * whatever is in it; one that carries a mirrored frame, or merely passes, is looked into. When no packet of the frame has such an
     * address, or our networks are not known, the outermost counts, as in {@link #OUTER}.
     */
    OWN
}
