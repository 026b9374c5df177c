// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.json.Json;
import javax.json.JsonArray;
import javax.json.JsonArrayBuilder;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import javax.json.JsonReader;
import javax.json.JsonWriter;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Facet;
import polder.api.evidence.FlowGroup;
import polder.api.evidence.FlowGroup.Flow;
import polder.api.evidence.Sample;
import polder.api.evidence.Share;
import polder.api.traffic.Direction;
import polder.wire.Address;
import polder.wire.Prefix;

/** What is kept of an attack as JSON, as it lies on disk. */
final class EvidenceJson {
    private EvidenceJson() {}

    static String write(AttackEvidence evidence) {
        JsonObjectBuilder tops = Json.createObjectBuilder();
        evidence.tops()
                .forEach((facet, shares) ->
                        tops.add(facet.name().toLowerCase(Locale.ROOT), array(shares, EvidenceJson::share)));
        JsonObject object = Json.createObjectBuilder()
                .add("attack", evidence.attack().toString())
                .add("target", evidence.target().toString())
                .add("detected", evidence.detected().toString())
                .add("from", evidence.from().toString())
                .add("to", evidence.to().toString())
                .add("complete", evidence.complete())
                .add("kept", evidence.kept())
                .add("packets", evidence.packets())
                .add("bytes", evidence.bytes())
                .add("sources", evidence.sources())
                .add("sources_error", evidence.sourcesError())
                .add("vectors", array(evidence.vectors(), EvidenceJson::share))
                .add("tops", tops)
                .add("samples", array(evidence.samples(), EvidenceJson::sample))
                .add("flows", array(evidence.flows(), EvidenceJson::group))
                .add("frames", evidence.frames())
                .add("kinds", KindJson.of(evidence.kinds()))
                .add("usual", KindJson.of(evidence.usual()))
                .build();
        StringWriter out = new StringWriter();
        try (JsonWriter writer = Json.createWriter(out)) {
            writer.writeObject(object);
        }
        return out.toString();
    }

    private static <T> JsonArrayBuilder array(List<T> all, Function<T, JsonObjectBuilder> writer) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        all.forEach(one -> array.add(writer.apply(one)));
        return array;
    }

    private static JsonObjectBuilder share(Share share) {
        return Json.createObjectBuilder()
                .add("name", share.name())
                .add("packets", share.packets())
                .add("bytes", share.bytes())
                .add("of_packets", share.ofPackets())
                .add("of_bytes", share.ofBytes());
    }

    private static JsonObjectBuilder sample(Sample sample) {
        return Json.createObjectBuilder()
                .add("at", sample.at().toString())
                .add("source", sample.source().toString())
                .add("source_port", sample.sourcePort())
                .add("target", sample.target().toString())
                .add("target_port", sample.targetPort())
                .add("protocol", sample.protocol())
                .add("tcp_flags", sample.tcpFlags())
                .add("fragment", sample.fragment())
                .add("packets", sample.packets())
                .add("bytes", sample.bytes())
                .add("ttl", sample.ttl())
                .add("sampling_rate", sample.samplingRate());
    }

    private static JsonObjectBuilder group(FlowGroup group) {
        return Json.createObjectBuilder()
                .add("direction", group.direction().name().toLowerCase(Locale.ROOT))
                .add("protocol", group.protocol())
                .add("count", group.count())
                .add("flows", array(group.flows(), EvidenceJson::flow));
    }

    private static JsonObjectBuilder flow(Flow flow) {
        return Json.createObjectBuilder()
                .add("host", flow.host().toString())
                .add("port", flow.port())
                .add("remote", flow.remote().toString())
                .add("remote_port", flow.remotePort())
                .add("packets", flow.packets())
                .add("bytes", flow.bytes());
    }

    /** @throws RuntimeException when it is not what {@link #write} has written */
    static AttackEvidence read(String text) {
        JsonObject object;
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            object = reader.readObject();
        }
        Map<Facet, List<Share>> tops = new EnumMap<>(Facet.class);
        JsonObject named = object.getJsonObject("tops");
        for (String name : named.keySet()) {
            tops.put(Facet.valueOf(name.toUpperCase(Locale.ROOT)), list(named, name, EvidenceJson::share));
        }
        return new AttackEvidence(
                UUID.fromString(object.getString("attack")),
                Prefix.parse(object.getString("target")),
                Instant.parse(object.getString("detected")),
                Instant.parse(object.getString("from")),
                Instant.parse(object.getString("to")),
                object.getBoolean("complete"),
                number(object, "kept"),
                number(object, "packets"),
                number(object, "bytes"),
                number(object, "sources"),
                object.getJsonNumber("sources_error").doubleValue(),
                tops,
                list(object, "vectors", EvidenceJson::share),
                list(object, "samples", EvidenceJson::sample),
                list(object, "flows", EvidenceJson::group),
                object.getInt("frames"),
                KindJson.kinds(object),
                KindJson.usual(object));
    }

    private static <T> List<T> list(JsonObject object, String key, Function<JsonObject, T> reader) {
        JsonArray array = object.getJsonArray(key);
        return array.getValuesAs(JsonObject.class).stream().map(reader).toList();
    }

    private static long number(JsonObject object, String key) {
        return object.getJsonNumber(key).longValueExact();
    }

    private static Address address(JsonObject object, String key) {
        return Address.parse(object.getString(key));
    }

    private static Share share(JsonObject object) {
        return new Share(
                object.getString("name"),
                number(object, "packets"),
                number(object, "bytes"),
                object.getJsonNumber("of_packets").doubleValue(),
                object.getJsonNumber("of_bytes").doubleValue());
    }

    private static Sample sample(JsonObject object) {
        return new Sample(
                Instant.parse(object.getString("at")),
                address(object, "source"),
                object.getInt("source_port"),
                address(object, "target"),
                object.getInt("target_port"),
                object.getInt("protocol"),
                object.getInt("tcp_flags"),
                object.getBoolean("fragment"),
                number(object, "packets"),
                number(object, "bytes"),
                object.getInt("ttl"),
                object.getInt("sampling_rate"));
    }

    private static FlowGroup group(JsonObject object) {
        return new FlowGroup(
                Direction.valueOf(object.getString("direction").toUpperCase(Locale.ROOT)),
                object.getInt("protocol"),
                number(object, "count"),
                list(object, "flows", EvidenceJson::flow));
    }

    private static Flow flow(JsonObject object) {
        return new Flow(
                address(object, "host"),
                object.getInt("port"),
                address(object, "remote"),
                object.getInt("remote_port"),
                number(object, "packets"),
                number(object, "bytes"));
    }
}
