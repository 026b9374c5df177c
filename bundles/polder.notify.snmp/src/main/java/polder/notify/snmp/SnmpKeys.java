// SPDX-License-Identifier: Apache-2.0
package polder.notify.snmp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.snmp4j.smi.OctetString;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.notify.Subscription;

/**
 * What a cfg file of this bundle says, checked.
 *
 * @param v3 whether it is SNMPv3, else SNMPv2c
 * @param confirm whether the manager has to acknowledge: an inform instead of a trap
 * @param enterprise the number all object identifiers are below
 * @param engine the identifier of our SNMPv3 engine
 */
record SnmpKeys(
        String instance,
        Subscription subscription,
        String host,
        int port,
        boolean v3,
        Secret community,
        SnmpUser user,
        OctetString engine,
        boolean confirm,
        int enterprise,
        Duration timeLimit) {
    /** For documentation and examples, RFC 5612. */
    private static final int EXAMPLE = 32473;

    static SnmpKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        boolean v3 = settings.read("version", "2c", "2c or 3", false, text -> {
            if (!text.equals("2c") && !text.equals("3")) {
                throw new IllegalArgumentException("no version");
            }
            return text.equals("3");
        });
        SnmpKeys keys = new SnmpKeys(
                settings.instance(),
                Subscription.ofEvents(settings),
                settings.text("host", "127.0.0.1"),
                settings.number("port", 162, 1, 65535),
                v3,
                settings.secret("community"),
                SnmpUser.read(settings),
                settings.read(
                        "engine.id", ownEngine(), "5 to 32 octets in hexadecimal", new OctetString(), SnmpKeys::octets),
                settings.flag("confirm", false),
                settings.number("enterprise", EXAMPLE, 1, Integer.MAX_VALUE),
                settings.duration("time.limit", "10s", Duration.ofMillis(300), Duration.ofMinutes(1)));
        if (v3 && keys.user.name().isEmpty()) {
            settings.fault("version", "is not accepted without a user");
        }
        if (!v3 && !keys.user.name().isEmpty()) {
            settings.fault("user", "is not accepted with version = 2c, which knows a community only");
        }
        settings.refuseRest();
        return keys;
    }

    private static OctetString octets(String text) {
        byte[] octets = HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
        if (octets.length < 5 || octets.length > 32) {
            throw new IllegalArgumentException("wrong length");
        }
        return new OctetString(octets);
    }

    /** Of this host's name, as in RFC 3411, section 5: it has to be the same after a restart. */
    private static String ownEngine() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "localhost";
        }
        byte[] text = Arrays.copyOf(("polder." + name).getBytes(StandardCharsets.UTF_8), 27);
        int length = Math.min(27, 7 + name.getBytes(StandardCharsets.UTF_8).length);
        byte[] engine = ByteBuffer.allocate(5 + length)
                .putInt(0x80000000 | EXAMPLE)
                .put((byte) 4)
                .put(text, 0, length)
                .array();
        return HexFormat.of().formatHex(engine);
    }

    /** The community as it is now; {@code public} when there is none. */
    String communityName() {
        return community.isEmpty() ? "public" : community.reveal();
    }

    /** The manager, for people. */
    String manager() {
        return host + ":" + port;
    }
}
