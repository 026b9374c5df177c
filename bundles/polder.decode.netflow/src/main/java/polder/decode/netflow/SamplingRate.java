// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.decode.netflow.Domain.Origin;

/**
 * Which sampling rate a record is of: what the cfg says, else what the record says itself, else what options said of its sampler, its
 * interface or of everything, else the cfg's default. Under the lock of the domain.
 */
final class SamplingRate {
    private SamplingRate() {}

    /** The rate of all records of a template, or 0 when each has to be asked. */
    static int fixed(Domain domain, Plan plan) {
        ExporterSettings settings = domain.settings;
        if (settings.sampling() > 0) {
            domain.sampledBy(settings.sampling(), Origin.CFG, 0);
            return domain.rate;
        }
        Samplings told = domain.samplings;
        if (plan.tellsRate || (told.isDivided() && (plan.has(Slot.SAMPLER) || plan.has(Slot.INPUT)))) {
            return 0;
        }
        return rest(domain, plan);
    }

    /** The rate of a record that nothing more special applies to. */
    private static int rest(Domain domain, Plan plan) {
        Samplings told = domain.samplings;
        int rate = told.ofRest();
        if (rate == Samplings.UNKNOWN && !plan.has(Slot.SAMPLER)) {
            rate = told.ofAnySampler();
        }
        if (rate != Samplings.UNKNOWN) {
            domain.sampledBy(rate, Origin.OPTIONS, told.lastField());
        } else {
            int usual = domain.settings.samplingDefault();
            domain.sampledBy(usual, usual == 1 ? Origin.NOTHING : Origin.CFG_DEFAULT, 0);
        }
        return domain.rate;
    }

    static int of(Domain domain, Plan plan, Slots slots, ByteBuffer in, int at) {
        if (plan.tellsRate) {
            int own = Rates.in(in, at, slots);
            if (own > 0) {
                domain.sampledBy(own, Origin.RECORD, Rates.field(slots));
                return own;
            }
        }
        Samplings told = domain.samplings;
        if (plan.has(Slot.SAMPLER)) {
            long sampler = slots.value(in, at, Slot.SAMPLER);
            int rate = told.ofSampler(sampler);
            if (rate != Samplings.UNKNOWN) {
                domain.sampledBy(rate, Origin.OPTIONS, told.lastField());
                return rate;
            }
            if (told.samplers() > 0 && sampler != 0) {
                domain.unknownSampler = sampler;
            }
        }
        int rate = plan.has(Slot.INPUT) ? told.ofInterface(slots.value(in, at, Slot.INPUT)) : Samplings.UNKNOWN;
        if (rate != Samplings.UNKNOWN) {
            domain.sampledBy(rate, Origin.OPTIONS, told.lastField());
            return rate;
        }
        return rest(domain, plan);
    }
}
