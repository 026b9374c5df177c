// SPDX-License-Identifier: Apache-2.0
package polder.notify.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.SecurityProtocols.SecurityProtocolSet;
import org.snmp4j.security.USM;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/** Sends a trap or an inform for each event, each from a socket of its own. */
final class SnmpSender implements Processor {
    private static final int TRIES = 3;

    private static final long EPOCH_SECONDS = 1_700_000_000L;
    private static final int LOW_BITS = 15;

    private final SnmpKeys keys;
    private final @Nullable USM usm;

    SnmpSender(SnmpKeys keys) {
        this.keys = keys;
        int boots = boots(System.currentTimeMillis() / 1000);
        usm = keys.v3() ? new USM(new SecurityProtocols(SecurityProtocolSet.any), keys.engine(), boots) : null;
    }

    /**
     * The number of starts of our engine: it grows with each, and fits 31 bits until 2057. Its bit 15 is always zero: SNMP4J makes it
     * the sign of message ids, and managers drop messages with a negative one (RFC 3412 section 6).
     */
    static int boots(long epochSeconds) {
        long seconds = epochSeconds - EPOCH_SECONDS;
        long low = seconds & ((1L << LOW_BITS) - 1);
        return (int) (((seconds >> LOW_BITS) << (LOW_BITS + 1)) | low);
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Map<?, ?> event = exchange.getMessage().getBody(Map.class);
        PDU pdu = keys.v3() ? new ScopedPDU() : new PDU();
        pdu.setType(keys.confirm() ? PDU.INFORM : PDU.TRAP);
        AttackTrap.fill(pdu, event, keys.enterprise());
        try (Snmp snmp = session()) {
            exchange.setProperty("PolderAnswer", send(snmp, pdu));
        } catch (UnknownHostException e) {
            throw new IOException("snmp manager at " + keys.manager() + ": unknown host");
        } catch (IOException | IllegalStateException e) {
            throw new IOException("snmp manager at " + keys.manager() + ": " + e.getMessage());
        }
    }

    private Snmp session() throws IOException {
        MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
        dispatcher.addMessageProcessingModel(new MPv2c());
        if (usm != null) {
            dispatcher.addMessageProcessingModel(new MPv3(usm));
        }
        Snmp snmp = new Snmp(dispatcher, new DefaultUdpTransportMapping(new UdpAddress("0.0.0.0/0")));
        if (keys.confirm()) {
            snmp.listen();
        }
        return snmp;
    }

    private String send(Snmp snmp, PDU pdu) throws IOException {
        Target<UdpAddress> target = target();
        target.setAddress(new UdpAddress(InetAddress.getByName(keys.host()), keys.port()));
        target.setRetries(TRIES - 1);
        target.setTimeout(keys.timeLimit().toMillis() / TRIES);
        ResponseEvent<UdpAddress> answer = snmp.send(pdu, target);
        String engine = keys.v3()
                ? " by engine 0x" + HexFormat.of().formatHex(keys.engine().getValue())
                : "";
        if (!keys.confirm()) {
            return "sent a trap" + engine + "; nothing says whether it arrived";
        }
        check(answer);
        return "acknowledged";
    }

    private Target<UdpAddress> target() {
        if (usm == null) {
            CommunityTarget<UdpAddress> target = new CommunityTarget<>();
            target.setCommunity(new OctetString(keys.communityName()));
            target.setVersion(SnmpConstants.version2c);
            return target;
        }
        usm.removeAllUsers();
        usm.addUser(keys.user().usm());
        UserTarget<UdpAddress> target = new UserTarget<>();
        target.setVersion(SnmpConstants.version3);
        target.setSecurityLevel(keys.user().securityLevel());
        target.setSecurityName(new OctetString(keys.user().name()));
        if (!keys.confirm()) {
            target.setAuthoritativeEngineID(keys.engine().getValue());
        }
        return target;
    }

    private void check(@Nullable ResponseEvent<UdpAddress> answer) throws IOException {
        PDU response = answer == null ? null : answer.getResponse();
        if (response == null) {
            Exception error = answer == null ? null : answer.getError();
            // SNMP4J does not hand on a report that is not signed, such as that of a wrong password
            String silence =
                    "no acknowledgement" + (usm == null ? "" : "; auth.password or priv.password may be another there");
            throw new IOException(error == null ? silence : String.valueOf(error.getMessage()));
        }
        if (response.getType() == PDU.REPORT) {
            throw new IOException(report(response.size() > 0 ? response.get(0).getOid() : new OID()));
        }
        if (response.getErrorStatus() != PDU.noError) {
            throw new IOException(response.getErrorStatusText());
        }
    }

    /** RFC 3414, section 3.2. */
    private static String report(OID what) {
        Map<OID, String> known = Map.of(
                SnmpConstants.usmStatsUnsupportedSecLevels, "does not take messages of this security level",
                SnmpConstants.usmStatsNotInTimeWindows, "our clock is not in its time window",
                SnmpConstants.usmStatsUnknownUserNames, "knows no such user",
                SnmpConstants.usmStatsUnknownEngineIDs, "knows no such engine",
                SnmpConstants.usmStatsWrongDigests, "auth or auth.password is another there",
                SnmpConstants.usmStatsDecryptionErrors, "priv or priv.password is another there");
        return known.getOrDefault(what, "refused with " + what);
    }
}
