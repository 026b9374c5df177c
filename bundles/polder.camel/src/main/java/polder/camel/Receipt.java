// SPDX-License-Identifier: Apache-2.0
package polder.camel;

/**
 * How a route has taken a message.
 *
 * @param wanted whether it had any use for it
 * @param answer what the server it went to has answered; empty when nobody knows
 */
record Receipt(boolean wanted, String answer) {}
