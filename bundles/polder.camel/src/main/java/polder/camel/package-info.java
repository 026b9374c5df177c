/** One Camel context, the component polder:, routes from etc/routes/ and from notifier bundles. */
@NullMarked
package polder.camel;

import org.jspecify.annotations.NullMarked;
