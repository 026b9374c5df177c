// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path in gobgpd's table that is Polder's.
 *
 * @param fingerprint of its attributes
 */
record OwnPath(Nlri nlri, String fingerprint) {
    /**
     * Reads a Path. Ours is one that no neighbour sent and that has our path identifier, which AddPath keeps for paths given through the
     * API: it never leaves gobgpd, but tells our paths from those others have given it.
     *
     * @return null when it is not ours
     */
    static @Nullable OwnPath read(Family family, Fields path, int identifier) {
        byte[] nlri = {};
        List<byte[]> attributes = new ArrayList<>();
        long marked = 0;
        String neighbor = "";
        while (path.next()) {
            switch (path.field()) {
                case 15 -> neighbor = path.text();
                case 18 -> marked = path.number();
                case 20 -> nlri = path.bytes();
                case 21 -> attributes.add(path.bytes());
                default -> {}
            }
        }
        boolean local = neighbor.isEmpty() || "<nil>".equals(neighbor);
        return local && marked == identifier && nlri.length > 0
                ? new OwnPath(Nlri.of(family, nlri), PathAttributes.fingerprint(family, attributes))
                : null;
    }
}
