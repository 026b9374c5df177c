// SPDX-License-Identifier: Apache-2.0
/** Writes every attack to MongoDB. */
@NullMarked
package polder.notify.mongodb;

import org.jspecify.annotations.NullMarked;
