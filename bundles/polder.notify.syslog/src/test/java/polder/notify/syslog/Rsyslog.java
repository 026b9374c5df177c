// SPDX-License-Identifier: Apache-2.0
package polder.notify.syslog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import polder.api.testing.Daemon;
import polder.api.testing.Identity;

/** The rsyslogd of this machine, with a file it writes messages to as they came, and another as it understood them. */
record Rsyslog(Daemon daemon, String port, Path raw, Path parsed) implements Closeable {
    private static final String CFG =
            """
            global(workDirectory="FOLDER" DRIVER)
            module(load="imudp")
            module(load="imtcp" STREAM)
            input(type="imudp" port="PORT" ruleset="it")
            input(type="imtcp" port="PORT" ruleset="it")
            template(name="raw" type="string" string="raw %rawmsg%\\n")
            template(name="parsed" type="string"
                string="parsed %timereported:::date-rfc3339%|%hostname%|%app-name%|%procid%|%msgid%|%syslogfacility-text%|%syslogseverity-text%|%structured-data%|%msg%\\n")
            ruleset(name="it") {
                action(type="omfile" file="FOLDER/raw" template="raw")
                action(type="omfile" file="FOLDER/parsed" template="parsed")
            }
            """;

    /** Whether it can TLS, which is a package of its own; if not, says so. */
    static boolean hasTls() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            if (folders.anyMatch(one -> Files.exists(one.resolve("rsyslog/lmnsd_gtls.so")))) {
                return true;
            }
        }
        System.out.println("it: rsyslog-gnutls is not installed: syslog over TLS is not tested");
        return false;
    }

    /** @param identity of a server of TLS, or null */
    static Rsyslog start(Path folder, Identity identity) throws Exception {
        int port = Daemon.freePort();
        String driver = identity == null
                ? ""
                : "defaultNetstreamDriver=\"gtls\" defaultNetstreamDriverCAFile=\"" + identity.certificate()
                        + "\" defaultNetstreamDriverCertFile=\"" + identity.certificate()
                        + "\" defaultNetstreamDriverKeyFile=\"" + identity.key() + "\"";
        String stream = identity == null
                ? ""
                : "streamDriver.name=\"gtls\" streamDriver.mode=\"1\" streamDriver.authMode=\"anon\"";
        Path cfg = Files.writeString(
                folder.resolve("rsyslog.conf"),
                CFG.replace("FOLDER", folder.toString())
                        .replace("PORT", Integer.toString(port))
                        .replace("DRIVER", driver)
                        .replace("STREAM", stream));
        Daemon daemon = Daemon.start(
                        folder.resolve("rsyslog.log"),
                        "rsyslogd",
                        "-n",
                        "-f",
                        cfg.toString(),
                        "-i",
                        folder.resolve("rsyslog.pid").toString())
                .awaitPort(port);
        return new Rsyslog(daemon, Integer.toString(port), folder.resolve("raw"), folder.resolve("parsed"));
    }

    String raw(String text) throws Exception {
        return daemon.awaitLine(raw, text);
    }

    String parsed(String text) throws Exception {
        return daemon.awaitLine(parsed, text);
    }

    @Override
    public void close() throws IOException {
        daemon.close();
    }
}
