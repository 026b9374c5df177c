// SPDX-License-Identifier: Apache-2.0
package polder.api.config;

/** A configuration that is refused. Its message names file, key, value and what would be accepted, and needs no stack trace. */
public final class SettingsException extends IllegalArgumentException {
    public SettingsException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
