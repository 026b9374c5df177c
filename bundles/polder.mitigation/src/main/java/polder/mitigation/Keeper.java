// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import org.jspecify.annotations.Nullable;

/** Where mitigations outlive the process: texts by key. */
interface Keeper {
    /** Keeps nothing. */
    Keeper NONE = (key, text) -> {};

    /** Keeps a text in place of that there was; null removes it. Never fails. */
    void keep(String key, @Nullable String text);
}
