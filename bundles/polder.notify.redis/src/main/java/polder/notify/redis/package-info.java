// SPDX-License-Identifier: Apache-2.0
/** Writes every attack to Redis. */
@NullMarked
package polder.notify.redis;

import org.jspecify.annotations.NullMarked;
