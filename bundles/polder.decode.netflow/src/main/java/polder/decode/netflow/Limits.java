// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

/** How much is remembered of exporters at most. Any thread. */
final class Limits {
    /** What the templates of all exporters together may take before strangers are refused, bytes. */
    private static final long ALL = 64L << 20;

    private final DomainTable domains;
    private volatile int templates = 256;

    Limits(DomainTable domains) {
        this.domains = domains;
    }

    void templates(int most) {
        templates = most;
    }

    /** How many templates a domain may have. */
    int templates() {
        return templates;
    }

    /** Whether another template is taken; one that has sent flows goes before one that never did. */
    boolean isRoomFor(Domain domain) {
        return domains.templatesWeigh() < (domain.flows > 0 ? 2 * ALL : ALL);
    }
}
