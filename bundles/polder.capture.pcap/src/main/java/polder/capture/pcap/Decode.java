// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.capture.pcap.FlowWriter.Format;
import polder.capture.pcap.PcapSettings.Time;

/** The command {@code polder decode}: prints every flow a capture file holds. Needs no running appliance. */
public final class Decode implements PcapLane.Notes {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final OutputStream out;
    private final PrintStream err;
    private boolean complete = true;

    Decode(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        // Karaf's logging writes to the console when there is no Karaf; what libraries say at their start is not asked
        // for
        System.setProperty("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
        System.exit(new Decode(out, System.err).run(args));
    }

    /** Does what the arguments say, and gives the exit code. */
    int run(String... args) {
        try {
            DecodeOptions options = DecodeOptions.parse(args);
            if (options.help()) {
                out.write(DecodeOptions.HELP.getBytes(FlowWriter.TEXT));
            } else {
                decode(options);
            }
            out.flush();
            return complete ? 0 : FAILED;
        } catch (DecodeOptions.Wrong e) {
            err.println("polder decode: " + e.getMessage());
            err.print(DecodeOptions.HELP);
            return USAGE;
        } catch (IOException | UncheckedIOException e) {
            return failed(e);
        }
    }

    private int failed(Exception e) {
        if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
            // whoever reads has seen enough
            return 0;
        }
        err.println("polder decode: " + e.getMessage());
        return FAILED;
    }

    private void decode(DecodeOptions options) throws IOException {
        String name = options.decoder();
        if (name.isEmpty()) {
            name = Guess.decoder(CaptureFiles.list(options.file()).get(0), options.filter());
        }
        Map<String, String> installed = InstalledDecoders.find(Decode.class.getClassLoader());
        if (!installed.containsKey(name)) {
            throw new IOException("no decoder '" + name + "' is installed"
                    + (options.decoder().isEmpty() ? ", which the file seems to need" : "")
                    + "; there is " + (installed.isEmpty() ? "none" : String.join(", ", installed.keySet())));
        }
        DecoderLane decoder = InstalledDecoders.open(name, installed.get(name));
        FlowWriter writer = new FlowWriter(out, options.format());
        FlowBatch flows = new FlowBatch(1024, writer::write);
        Origin.Replay replay = new Origin.Replay(options.file(), Double.POSITIVE_INFINITY, 1);
        PcapSettings settings =
                new PcapSettings("decode", replay, name, Time.FILE, Set.of(), options.count(), 1, options.filter(), "");
        try (PcapLane lane = new PcapLane(settings, replay, () -> false, this)) {
            pump(lane, decoder, flows);
            writer.end();
            PrintStream below = options.format() == Format.TABLE ? new PrintStream(out, false, FlowWriter.TEXT) : err;
            new Totals(name, options).print(lane, flows, writer, below);
        }
    }

    private static void pump(PcapLane lane, DecoderLane decoder, FlowBatch flows) throws IOException {
        PacketBatch packets = new PacketBatch(256);
        while (lane.poll(packets) != CaptureLane.END) {
            flows.of(packets);
            try {
                decoder.decode(packets, flows);
            } catch (UncheckedIOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("the decoder failed: " + e, e);
            }
            if (flows.size() > 0) {
                flows.drain();
            }
        }
    }

    @Override
    public void lost(String what) {
        complete = false;
        err.println("polder decode: " + what);
    }

    @Override
    public void done(String what) {}
}
