/** Sends attacks to a web server of your own, as JSON or as you like, signed by choice. */
@NullMarked
package polder.notify.webhook;

import org.jspecify.annotations.NullMarked;
