/** Sends attacks to a Telegram chat. */
@NullMarked
package polder.notify.telegram;

import org.jspecify.annotations.NullMarked;
