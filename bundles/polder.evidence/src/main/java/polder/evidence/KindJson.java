// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.time.Duration;
import java.util.List;
import javax.json.Json;
import javax.json.JsonArray;
import javax.json.JsonArrayBuilder;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import polder.api.evidence.FlowKind;
import polder.api.evidence.Usual;

/** Kinds of flows as JSON: an array of numbers each, in the order of their fields, as there are many. Files of before they were kept have none. */
final class KindJson {
    private static final String KINDS = "kinds";
    private static final String USUAL = "usual";
    private static final String BEFORE = "before";
    private static final String TIME = "before_ms";

    private KindJson() {}

    static JsonArrayBuilder of(List<FlowKind> kinds) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        for (FlowKind kind : kinds) {
            all.add(Json.createArrayBuilder()
                    .add(kind.protocol())
                    .add(kind.sourcePort())
                    .add(kind.targetPort())
                    .add(kind.length())
                    .add(kind.tcpFlags())
                    .add(kind.fragment() ? 1 : 0)
                    .add(kind.flows())
                    .add(kind.packets())
                    .add(kind.bytes()));
        }
        return all;
    }

    static JsonObjectBuilder of(Usual usual) {
        return Json.createObjectBuilder()
                .add("of", usual.of())
                .add("kept", usual.kept())
                .add(KINDS, of(usual.kinds()))
                .add(BEFORE, of(usual.before()))
                .add(TIME, usual.time().toMillis());
    }

    static List<FlowKind> kinds(JsonObject object) {
        return kinds(object, KINDS);
    }

    private static List<FlowKind> kinds(JsonObject object, String name) {
        JsonArray array = object.getJsonArray(name);
        return array == null
                ? List.of()
                : array.getValuesAs(JsonArray.class).stream()
                        .map(KindJson::kind)
                        .toList();
    }

    private static FlowKind kind(JsonArray one) {
        return new FlowKind(
                one.getInt(0),
                one.getInt(1),
                one.getInt(2),
                one.getInt(3),
                one.getInt(4),
                one.getInt(5) != 0,
                one.getJsonNumber(6).longValueExact(),
                one.getJsonNumber(7).longValueExact(),
                one.getJsonNumber(8).longValueExact());
    }

    static Usual usual(JsonObject object) {
        JsonObject usual = object.getJsonObject(USUAL);
        return usual == null
                ? Usual.UNKNOWN
                : new Usual(
                        usual.getString("of"),
                        usual.getJsonNumber("kept").longValueExact(),
                        kinds(usual),
                        kinds(usual, BEFORE),
                        Duration.ofMillis(usual.getInt(TIME, 0)));
    }
}
