/** Posts attacks to the OSGi EventAdmin. */
@NullMarked
package polder.notify.eventadmin;

import org.jspecify.annotations.NullMarked;
