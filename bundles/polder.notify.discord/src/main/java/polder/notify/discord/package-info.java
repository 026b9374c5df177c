/** Posts attacks to a Discord channel. */
@NullMarked
package polder.notify.discord;

import org.jspecify.annotations.NullMarked;
