// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.flow.Reject;

/**
 * Reads options data: what an exporter tells of itself (RFC 3954, section 6.2; RFC 7011, section 3.4.2.3). Sampling rates are taken
 * with what they apply to, the time it was booted, and its active timeout. Used by one lane, under the lock of the domain at hand.
 */
final class OptionsReader {
    private final Slots slots = new Slots();

    /**
     * Reads a data set of an options template.
     *
     * @return how many records it held
     */
    int read(Message message, Domain domain, Template template, int start, int end) {
        Plan plan = template.plan;
        slots.use(plan);
        int records = 0;
        int at = start;
        while (end - at >= plan.length) {
            int length = plan.isVariable ? slots.walk(message.in, at, end) : plan.length;
            if (length <= 0) {
                domain.reject(Reject.TRUNCATED);
                message.flows.reject(Reject.TRUNCATED);
                break;
            }
            record(message, domain, plan, at);
            records++;
            at += length;
        }
        template.records += records;
        template.used = message.arrived;
        domain.options += records;
        return records;
    }

    private void record(Message message, Domain domain, Plan plan, int at) {
        ByteBuffer in = message.in;
        if (plan.tellsRate) {
            int rate = Rates.in(in, at, slots);
            if (rate != Rates.NONE && !tell(domain, in, at, Math.max(1, rate))) {
                domain.reject(Reject.OVER_LIMIT);
                message.flows.reject(Reject.OVER_LIMIT);
            }
        }
        if (slots.has(Slot.BOOT)) {
            domain.bootMillis = slots.value(in, at, Slot.BOOT);
        }
        if (slots.has(Slot.ACTIVE_TIMEOUT)) {
            domain.activeTimeout = (int) slots.value(in, at, Slot.ACTIVE_TIMEOUT);
        }
    }

    private boolean tell(Domain domain, ByteBuffer in, int at, int rate) {
        int field = Rates.field(slots);
        if (slots.has(Slot.SAMPLER)) {
            return domain.samplings.told(Samplings.SAMPLER, slots.value(in, at, Slot.SAMPLER), rate, field);
        }
        if (slots.has(Slot.INPUT)) {
            return domain.samplings.told(Samplings.INTERFACE, slots.value(in, at, Slot.INPUT), rate, field);
        }
        return domain.samplings.told(Samplings.ALL, 0, rate, field);
    }
}
