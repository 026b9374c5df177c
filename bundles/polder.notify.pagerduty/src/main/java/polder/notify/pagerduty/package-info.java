/** Opens an incident in PagerDuty for each attack and resolves it at the end. */
@NullMarked
package polder.notify.pagerduty;

import org.jspecify.annotations.NullMarked;
