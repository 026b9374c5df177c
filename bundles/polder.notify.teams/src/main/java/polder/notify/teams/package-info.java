/** Posts attacks to a Microsoft Teams channel or chat. */
@NullMarked
package polder.notify.teams;

import org.jspecify.annotations.NullMarked;
