// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import polder.api.traffic.Counting;
import polder.api.traffic.WindowTap;

/** Makes counters by the same cfg files as those of the appliance, of which it knows nothing. */
@Component(name = "polder.traffic.counting", configurationPid = "polder.traffic")
public final class CountingFactory implements Counting.Factory {
    private final List<Group> groups = new CopyOnWriteArrayList<>();
    private final Map<String, Object> properties;

    @Activate
    public CountingFactory(Map<String, Object> properties) {
        this.properties = properties;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addGroup(Group group) {
        groups.add(group);
    }

    void removeGroup(Group group) {
        groups.remove(group);
    }

    @Override
    public Counting open(Counting.Other other, WindowTap tap) {
        List<GroupSettings> now = groups.stream().map(Group::settings).toList();
        return PrivateCounting.of(TrafficSettings.of(properties), now, other, tap);
    }
}
