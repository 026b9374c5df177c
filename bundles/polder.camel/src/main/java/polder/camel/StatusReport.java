// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Map;

/** The body of {@code polder:status}. */
record StatusReport(Map<String, Object> values) {}
