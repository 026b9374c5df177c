// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Files and datagrams as hands, disks and enemies spoil them; the same ones each time. */
final class Mutations {
    private static final Pattern QUANTITY = Pattern.compile("(?m)^#?([a-z.]+) *= *(\\d+)([a-z]*)$");

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    int any(int bound) {
        return random.nextInt(bound);
    }

    byte[] noise(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    byte[] cut(byte[] whole) {
        return Arrays.copyOf(whole, random.nextInt(whole.length));
    }

    byte[] flipped(byte[] whole, int most) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(most); i >= 0; i--) {
            bytes[random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 40))] ^=
                    (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    byte[] withNoise(byte[] whole) {
        int at = random.nextInt(whole.length + 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(whole, 0, at);
        out.writeBytes(noise(200));
        out.write(whole, at, whole.length - at);
        return out.toByteArray();
    }

    /**
     * A cfg file that has to be refused.
     *
     * @param key what the refusal has to name
     */
    record Wrong(byte[] text, String key) {}

    /** With a key there is not, a value far too large, or a unit nobody knows. */
    Wrong wrong(String cfg) {
        List<MatchResult> quantities = QUANTITY.matcher(cfg).results().toList();
        int kind = random.nextInt(quantities.isEmpty() ? 1 : 3);
        if (kind == 0) {
            String key = "key" + random.nextInt(1_000_000);
            return new Wrong(utf8(cfg + "\n" + key + " = 1\n"), key);
        }
        MatchResult chosen = quantities.get(random.nextInt(quantities.size()));
        // each value once: what has not changed is not told again
        String digits = Long.toString(1_000_000_000L + random.nextInt(1_000_000_000));
        String value = kind == 1 ? digits.repeat(3) + chosen.group(3) : chosen.group(2) + "parsecs" + digits;
        String line = chosen.group(1) + " = " + value;
        return new Wrong(utf8(cfg.substring(0, chosen.start()) + line + cfg.substring(chosen.end())), line);
    }

    /** A cfg file that may or may not be refused: cut off, with noise in it, lines twice, in another encoding. */
    byte[] spoilt(String cfg) {
        return switch (random.nextInt(5)) {
            case 0 -> cut(utf8(cfg));
            case 1 -> withNoise(utf8(cfg));
            case 2 -> utf8(cfg + "\n" + cfg.replace("= ", "= \u00fc") + cfg);
            case 3 -> cfg.getBytes(StandardCharsets.UTF_16);
            default -> flipped(utf8(cfg), 20);
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
