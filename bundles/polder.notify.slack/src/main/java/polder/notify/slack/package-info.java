/** Posts attacks to a Slack channel. */
@NullMarked
package polder.notify.slack;

import org.jspecify.annotations.NullMarked;
