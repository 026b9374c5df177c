// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.json.JsonArray;
import javax.json.JsonNumber;
import javax.json.JsonObject;
import javax.json.JsonString;
import javax.json.JsonValue;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What {@code polder:status --json} says, for those who are no people. */
@Component(service = polder.api.notify.Status.class)
public final class StatusService implements polder.api.notify.Status {
    private final Appliance appliance;

    @Activate
    public StatusService(BundleContext context) {
        appliance = new Appliance(context);
    }

    @Override
    public Map<String, Object> status() {
        return map(Status.of(appliance).json());
    }

    private static Map<String, Object> map(JsonObject object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.forEach((key, value) -> map.put(key, plain(value)));
        return map;
    }

    private static List<Object> list(JsonArray array) {
        List<Object> list = new ArrayList<>();
        array.forEach(value -> list.add(plain(value)));
        return list;
    }

    @SuppressWarnings("NullAway") // null is what JSON has for nothing
    private static Object plain(JsonValue value) {
        @Nullable
        Object plain =
                switch (value.getValueType()) {
                    case OBJECT -> map(value.asJsonObject());
                    case ARRAY -> list(value.asJsonArray());
                    case STRING -> ((JsonString) value).getString();
                    case NUMBER -> number((JsonNumber) value);
                    case TRUE -> true;
                    case FALSE -> false;
                    case NULL -> null;
                };
        return plain;
    }

    private static Object number(JsonNumber number) {
        if (number.isIntegral()) {
            return number.longValue();
        }
        return number.doubleValue();
    }
}
