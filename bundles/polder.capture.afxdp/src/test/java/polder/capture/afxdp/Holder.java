// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;

/** A program that holds an interface until it is killed. */
final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
        AfXdpCapture capture = new AfXdpCapture(AfXdpSettingsTest.settings("interface", arguments[0]));
        try (CaptureLane lane = capture.open(0)) {
            System.out.println("open");
            PacketBatch batch = new PacketBatch(256);
            while (lane.poll(batch) >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
