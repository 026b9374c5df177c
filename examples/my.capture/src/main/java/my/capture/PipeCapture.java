// SPDX-License-Identifier: Apache-2.0
package my.capture;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.LoggerFactory;
import polder.api.capture.Capture;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.config.Settings;
import polder.api.config.SettingsException;

/** Takes every line written to a named pipe as a packet, for the decoder {@code csv} unless the cfg names another. */
@Component(configurationPid = "my.capture", configurationPolicy = ConfigurationPolicy.REQUIRE, property = "decoder=csv")
public final class PipeCapture implements Capture {
    private record Keys(String pipe, String decoder) {}

    private volatile Keys keys;

    @Activate
    public PipeCapture(Map<String, Object> properties) {
        keys = read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = read(properties);
        } catch (SettingsException e) {
            LoggerFactory.getLogger("my.capture").error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    private static Keys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        Keys keys = new Keys(settings.text("pipe"), settings.text(DECODER));
        settings.refuseRest();
        return keys;
    }

    @Override
    public CaptureLane open(int lane) throws IOException {
        Keys now = keys;
        if (Files.notExists(Path.of(now.pipe))) {
            throw new IOException("there is no pipe " + now.pipe + "; make it with: mkfifo " + now.pipe);
        }
        // for writing too: then neither does opening wait for a writer, nor does the last one's leaving end the pipe
        return new Pipe(now, new FileInputStream(new RandomAccessFile(now.pipe, "rw").getFD()));
    }

    private final class Pipe implements CaptureLane {
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        private final byte[] bytes = buffer.array();
        private final Keys opened;
        private final FileInputStream in;
        private int next;
        private int filled;

        Pipe(Keys opened, FileInputStream in) {
            this.opened = opened;
            this.in = in;
        }

        @Override
        public int poll(PacketBatch batch) throws IOException {
            if (!opened.equals(keys)) {
                return REOPEN;
            }
            System.arraycopy(bytes, next, bytes, 0, filled -= next);
            next = 0;
            filled += Math.max(0, in.read(bytes, filled, Math.min(in.available(), bytes.length - filled)));
            batch.in(buffer);
            for (int i = 0; i < filled && !batch.isFull(); i++) {
                // what is longer than the buffer is no line: the decoder shall count it
                if (bytes[i] == '\n' || (next == 0 && i == bytes.length - 1)) {
                    batch.add(next, i + 1 - next, i + 1 - next, System.currentTimeMillis() * 1_000_000);
                    next = i + 1;
                }
            }
            LockSupport.parkNanos(next == 0 ? 20_000_000 : 0);
            return batch.size();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
