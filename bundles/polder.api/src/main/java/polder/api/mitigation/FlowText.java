// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Forms in which FlowSpec rules are written for others: ExaBGP takes its own, the others are for an operator to paste. */
public enum FlowText {
    /** A line each as ExaBGP's API takes it after {@code announce} and {@code withdraw}. */
    EXABGP("exabgp", ExabgpText::lines),
    /** {@code set} lines of JunOS. */
    JUNIPER("juniper", JuniperText::of),
    /** Cisco IOS XR. */
    IOS_XR("ios-xr", CiscoText::of),
    /** A configuration of BIRD 2: tables and static routes. */
    BIRD("bird", BirdText::of),
    /** A script for {@code nft -f} of a Linux host or router. */
    NFTABLES("nftables", NftText::of);

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Function<List<FlowSpec>, String> writer;

    FlowText(String key, Function<List<FlowSpec>, String> writer) {
        this.key = key;
        this.writer = writer;
    }

    /** As an operator names it: {@code ios-xr}. */
    public String key() {
        return key;
    }

    /**
     * The one of a name.
     *
     * @throws IllegalArgumentException naming all there are
     */
    public static FlowText of(String key) {
        for (FlowText one : values()) {
            if (one.key.equals(key.toLowerCase(Locale.ROOT))) {
                return one;
            }
        }
        String all = Arrays.stream(values()).map(FlowText::key).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("'" + key + "' is none of " + all);
    }

    /** The rules in this form, lines with their ends; what it cannot say is said in a comment. */
    public String write(List<FlowSpec> rules) {
        return writer.apply(rules);
    }
}
