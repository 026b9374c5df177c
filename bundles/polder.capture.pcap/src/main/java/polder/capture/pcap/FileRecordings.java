// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.capture.Recordings;
import polder.wire.Layer;

/** Opens capture files for others. */
@Component
public final class FileRecordings implements Recordings {
    @Override
    public String decoder(String file, String filter) throws IOException {
        return Guess.decoder(CaptureFiles.list(file).get(0), filter);
    }

    @Override
    public CaptureLane open(String file, String decoder, String filter, double speed) throws IOException {
        Origin.Replay replay = new Origin.Replay(file, speed, 1);
        PcapSettings settings = new PcapSettings(
                "recording", replay, decoder, PcapSettings.Time.FILE, Set.of(), Layer.OWN, 1, filter, "");
        Lost lost = new Lost();
        return new Recording(new PcapLane(settings, replay, () -> false, lost), lost);
    }

    /** Keeps what is lost, the first of it in words. */
    private static final class Lost implements PcapLane.Notes {
        private String first = "";
        private int more;

        @Override
        public void lost(String what) {
            if (first.isEmpty()) {
                first = what;
            } else {
                more++;
            }
        }

        @Override
        public void done(String what) {
            // whoever reads it knows
        }

        String text() {
            return more == 0 ? first : first + "; and " + more + " more";
        }
    }

    /** A lane that says what was lost. */
    private record Recording(PcapLane lane, Lost lost) implements CaptureLane {
        @Override
        public int poll(PacketBatch batch) {
            return lane.poll(batch);
        }

        @Override
        public long dropped() {
            return lane.dropped();
        }

        @Override
        public String problem() {
            return lost.text();
        }

        @Override
        public void close() {
            lane.close();
        }
    }
}
