// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import polder.api.mitigation.Speaker.Peer;

/** What is wrong, and what to do about it, in a sentence. */
final class Troubles {
    private Troubles() {}

    static String of(List<Peer> peers) {
        if (peers.isEmpty()) {
            return "gobgpd has no neighbors: nobody hears of what is announced; add some to gobgpd.conf";
        }
        List<String> down = peers.stream()
                .filter(peer -> !peer.up())
                .map(peer -> peer.address() + " is " + peer.words())
                .toList();
        return down.isEmpty()
                ? ""
                : down.size() + " of " + peers.size() + " routers are away: " + String.join(", ", down)
                        + "; see gobgp neighbor";
    }

    static String of(StatusRuntimeException e, GobgpKeys keys) {
        String gobgpd = "gobgpd at " + keys.address();
        Status status = e.getStatus();
        return switch (status.getCode()) {
            case UNIMPLEMENTED -> gobgpd + " does not know the API of GoBGP 3 (apipb.GobgpApi); run a GoBGP 3";
            case UNAVAILABLE -> gobgpd + " is not there (" + cause(e) + "): is it running? systemctl status gobgpd;"
                    + " address has to be that of its --api-hosts"
                    + (keys.tls() == null ? ", tls that of its --tls" : ", tls.ca that of its certificate's issuer");
            case DEADLINE_EXCEEDED -> gobgpd + " did not answer within "
                    + keys.limit().toMillis() + " ms";
            default -> gobgpd + " says: " + status.getDescription();
        };
    }

    /** gRPC wraps what really happened several times. */
    private static String cause(StatusRuntimeException e) {
        Throwable deepest = e;
        for (int depth = 0; depth < 10 && deepest.getCause() != null; depth++) {
            deepest = deepest.getCause();
        }
        String words = deepest == e ? e.getStatus().getDescription() : deepest.getMessage();
        return words == null
                ? deepest.getClass().getSimpleName()
                : words.lines().findFirst().orElse("");
    }
}
