// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;
import polder.api.evidence.Evidence;

/** Tells people of attacks by mail: one at the detection, one with what was seen of it, one at its end. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.mail",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.mail")
public final class MailNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.mail");

    private final Delivered delivered = new Delivered();
    private volatile MailKeys keys;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable Evidence evidence;

    /** README.md says which keys there are. */
    @Activate
    public MailNotifier(Map<String, Object> properties) {
        keys = MailKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = MailKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    MailKeys keys() {
        return keys;
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        context.addRoutes(new MailRoutes(keys, () -> evidence, delivered));
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        // there are none
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) {
        throw new UnsupportedOperationException("routes are replaced, not updated");
    }
}
