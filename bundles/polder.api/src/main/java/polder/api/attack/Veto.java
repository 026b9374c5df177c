// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says of an attack that nobody may act on it: it is kept and told all the same. Every service of this type is asked, by one thread
 * at a time, when an attack is to be acted on and about once a second while it is; has to answer at once. An exception counts as a
 * veto.
 */
@ConsumerType
@FunctionalInterface
public interface Veto {
    /** Why nobody may act on it, for the operator: what holds it back, and the file that says so; empty when this knows nothing against it. */
    Optional<String> reason(Attack attack);
}
