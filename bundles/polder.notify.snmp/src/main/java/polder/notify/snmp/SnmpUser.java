// SPDX-License-Identifier: Apache-2.0
package polder.notify.snmp;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snmp4j.security.AuthHMAC128SHA224;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC256SHA384;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthMD5;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES192;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.PrivDES;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import polder.api.config.Secret;
import polder.api.config.Settings;

/** The user of SNMPv3: the keys {@code user}, {@code auth}, {@code auth.password}, {@code priv}, {@code priv.password}. */
record SnmpUser(String name, OID auth, Secret authPassword, OID priv, Secret privPassword) {
    private static final Map<String, OID> AUTH = Map.of(
            "md5", AuthMD5.ID,
            "sha", AuthSHA.ID,
            "sha224", AuthHMAC128SHA224.ID,
            "sha256", AuthHMAC192SHA256.ID,
            "sha384", AuthHMAC256SHA384.ID,
            "sha512", AuthHMAC384SHA512.ID);
    private static final Map<String, OID> PRIV = Map.of(
            "des", PrivDES.ID,
            "aes", PrivAES128.ID,
            "aes192", PrivAES192.ID,
            "aes256", PrivAES256.ID);

    static SnmpUser read(Settings settings) {
        SnmpUser user = new SnmpUser(
                settings.text("user", ""),
                word(settings, "auth", "sha", AUTH),
                settings.secret("auth.password"),
                word(settings, "priv", "aes", PRIV),
                settings.secret("priv.password"));
        if (!user.privPassword.isEmpty() && user.authPassword.isEmpty()) {
            settings.fault("priv", "is not accepted without an auth.password: what is encrypted is signed, too");
        }
        if (isShort(user.authPassword) || isShort(user.privPassword)) {
            settings.fault("user", "is not accepted: SNMPv3 has passwords of 8 characters or more");
        }
        return user;
    }

    private static boolean isShort(Secret secret) {
        try {
            return !secret.isEmpty() && secret.reveal().length() < 8;
        } catch (IllegalStateException e) {
            return false; // that it is not there has been told
        }
    }

    private static OID word(Settings settings, String key, String fallback, Map<String, OID> words) {
        String accepted =
                "one of " + String.join(", ", words.keySet().stream().sorted().toList());
        return settings.read(key, fallback, accepted, new OID(), text -> {
            OID found = words.get(text);
            if (found == null) {
                throw new IllegalArgumentException("no such word");
            }
            return found;
        });
    }

    int securityLevel() {
        return authPassword.isEmpty()
                ? SecurityLevel.NOAUTH_NOPRIV
                : privPassword.isEmpty() ? SecurityLevel.AUTH_NOPRIV : SecurityLevel.AUTH_PRIV;
    }

    /** With the passwords as they are now. */
    UsmUser usm() {
        return new UsmUser(
                new OctetString(name),
                authPassword.isEmpty() ? null : auth,
                text(authPassword),
                privPassword.isEmpty() ? null : priv,
                text(privPassword));
    }

    private static @Nullable OctetString text(Secret secret) {
        return secret.isEmpty() ? null : new OctetString(secret.reveal());
    }
}
