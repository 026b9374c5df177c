// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.wire.Address;
import polder.wire.Prefix;

/** Rules without fault, of all kinds; the same for the same seed. */
final class RandomRules {
    private static final int[] PROTOCOLS = {1, 2, 6, 17, 46, 47, 50, 51, 58, 89, 132, 255};

    private final Random random;

    RandomRules(long seed) {
        random = new Random(seed);
    }

    List<FlowSpec> specs(int count) {
        List<FlowSpec> specs = new ArrayList<>();
        while (specs.size() < count) {
            FlowRule rule = rule();
            if (FlowRules.faults(rule).isEmpty()) {
                specs.add(new FlowSpec(rule, action(), "default"));
            }
        }
        return specs;
    }

    private FlowRule rule() {
        boolean v4 = random.nextBoolean();
        Set<Integer> protocols = new TreeSet<>();
        int kind = random.nextInt(4);
        if (kind == 0) {
            for (int i = random.nextInt(3); i > 0; i--) {
                protocols.add(PROTOCOLS[random.nextInt(PROTOCOLS.length)]);
            }
        } else {
            protocols.addAll(kind == 1 ? List.of(6) : kind == 2 ? List.of(17) : List.of(6, 17));
        }
        return new FlowRule(
                prefix(v4),
                random.nextInt(3) == 0 ? prefix(v4) : null,
                protocols,
                kind == 0 ? List.of() : spans(),
                kind == 0 ? List.of() : spans(),
                spans(),
                kind == 1 ? some(TcpFlag.class) : Set.of(),
                random.nextInt(10) == 0 ? Set.of(Fragment.NOT_A_FRAGMENT) : fragments());
    }

    private Set<Fragment> fragments() {
        Set<Fragment> some = some(Fragment.class);
        some.remove(Fragment.NOT_A_FRAGMENT);
        return some;
    }

    private Prefix prefix(boolean v4) {
        Address address =
                v4 ? new Address(0, Address.low4(random.nextInt())) : new Address(random.nextLong(), random.nextLong());
        int bits = address.isV4() ? 32 : 128;
        return Prefix.around(address, random.nextInt(3) == 0 ? 1 + random.nextInt(bits) : bits);
    }

    private List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int first = random.nextInt(random.nextBoolean() ? 1500 : 65536);
            int more = random.nextBoolean() ? 0 : random.nextInt(65536 - first);
            spans.add(new Span(first, first + more));
        }
        return spans;
    }

    private <E extends Enum<E>> Set<E> some(Class<E> type) {
        Set<E> some = EnumSet.noneOf(type);
        for (E one : type.getEnumConstants()) {
            if (random.nextInt(5) == 0) {
                some.add(one);
            }
        }
        return some;
    }

    private FlowAction action() {
        return switch (random.nextInt(6)) {
            case 0 -> new FlowAction.RateLimit(9600 + random.nextInt(Integer.MAX_VALUE - 9600));
            case 1 -> new FlowAction.Redirect(random.nextInt(65536), random.nextInt() & 0xffff_ffffL);
            case 2 -> new FlowAction.Redirect(65536 + random.nextInt(1 << 30), random.nextInt(65536));
            case 3 -> new FlowAction.Mark(random.nextInt(64));
            case 4 -> new FlowAction.Accept();
            default -> new FlowAction.Discard();
        };
    }
}
