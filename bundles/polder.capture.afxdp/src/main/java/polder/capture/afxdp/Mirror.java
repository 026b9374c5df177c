// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import polder.capture.afxdp.AfXdpSettings.Addresses;
import polder.capture.afxdp.AfXdpSettings.Copy;
import polder.capture.afxdp.AfXdpSettings.Mode;

/** The interface as the lanes share it: its redirect program and its promiscuous mode, in force until the last lane lets go. */
final class Mirror implements Closeable {
    /** Of each piece of memory the kernel keeps the first bytes for itself (XDP_PACKET_HEADROOM). */
    private static final int HEADROOM = 256;
    /** Ethernet and two tags. */
    private static final int AROUND_IP = 22;

    private static final int PIECE = 2048;
    private static final int LARGE_PIECE = 4096;

    private final AfXdpSettings settings;
    private final Nic nic;
    private final Redirect redirect;
    private final List<Integer> queues;
    private final int longest;
    private int users = 1;

    private Mirror(AfXdpSettings settings, Nic nic, Redirect redirect, List<Integer> queues) {
        this.settings = settings;
        this.nic = nic;
        this.redirect = redirect;
        this.queues = queues;
        longest = nic.mtu() + AROUND_IP;
    }

    static Mirror open(AfXdpSettings settings) throws IOException {
        Nic nic = new Nic(settings.port());
        try {
            refuseAddresses(settings, nic);
            List<Integer> queues = queues(settings, nic);
            if (settings.promiscuous()) {
                nic.promiscuous();
            }
            int most = queues.get(queues.size() - 1) + 1;
            // generic mode copies
            Mode wanted = settings.copy() == Copy.ZERO ? Mode.NATIVE : settings.mode();
            return new Mirror(settings, nic, Redirect.attach(nic, most, wanted), queues);
        } catch (IOException e) {
            nic.close();
            throw e;
        }
    }

    private static void refuseAddresses(AfXdpSettings settings, Nic nic) throws IOException {
        List<String> addresses = nic.addresses();
        if (settings.addresses() == Addresses.REFUSED && !addresses.isEmpty()) {
            throw new IOException(
                    nic.name() + " has the address " + addresses.get(0) + ": AF_XDP takes every frame, so this"
                            + " machine could no longer be reached over it; take an interface without an address, use"
                            + " polder.capture.afpacket, or write addresses = ignored");
        }
    }

    private static List<Integer> queues(AfXdpSettings settings, Nic nic) throws IOException {
        int there = nic.queues();
        List<Integer> queues =
                settings.queues().isEmpty() ? IntStream.range(0, there).boxed().toList() : settings.queues();
        if (queues.get(queues.size() - 1) >= there) {
            throw new IOException(nic.name() + " has no receive queue " + queues.get(queues.size() - 1) + ", it has "
                    + there + "; correct queues, or set their number with ethtool -L");
        }
        if (queues.size() < settings.lanes()) {
            throw new IOException(nic.name() + " has " + there + " receive queues, fewer than lanes = "
                    + settings.lanes() + "; a lane needs one at least (ethtool -l shows how many there can be)");
        }
        return queues;
    }

    /** Whether a lane with these settings can share it. */
    boolean fits(AfXdpSettings other) {
        return users > 0 && settings.equals(other) && nic.isCurrent() && !hasOtherQueues();
    }

    /** Whether the number of queues has been changed since. Allocates nothing. */
    boolean hasOtherQueues() {
        int now = nic.channels();
        return settings.queues().isEmpty() && now > 0 && now != queues.size();
    }

    void share() {
        users++;
    }

    /** The queues of a lane: every n-th. */
    int[] queuesOf(int lane) {
        return IntStream.range(0, queues.size())
                .filter(i -> i % settings.lanes() == lane)
                .map(queues::get)
                .toArray();
    }

    AfXdpSettings settings() {
        return settings;
    }

    Nic nic() {
        return nic;
    }

    Redirect redirect() {
        return redirect;
    }

    /** Bytes of a piece of the memory. */
    int piece() {
        return longest <= PIECE - HEADROOM ? PIECE : LARGE_PIECE;
    }

    /** Whether every frame the interface is set up for has room in one piece. */
    boolean fitsOnePiece() {
        return longest <= piece() - HEADROOM;
    }

    @Override
    public void close() {
        if (--users == 0) {
            redirect.close();
            nic.close();
        }
    }
}
