// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.Test;
import polder.evidence.Content.Answer;

public class ContentTest {
    private static final int MARGIN = 300;
    private final Vectors vectors = new Vectors(VectorTable.builtIn());
    private final VectorSample sample = new VectorSample();

    /** In different surroundings the answer has to be the same: then nothing outside of the payload was read. */
    @Test
    public void noPayloadMakesThemThrowOrReadBeyondIt() {
        Random random = new Random(8);
        List<VectorSamples> all = VectorSamples.all();
        for (VectorSamples one : all) {
            for (int cut = 0; cut <= one.payload().length; cut++) {
                compare(one, one.payload().clone(), cut);
            }
            for (int i = 0; i < 1000 && one.payload().length > 0; i++) {
                byte[] changed = one.payload().clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                compare(one, changed, 1 + random.nextInt(changed.length));
            }
        }
    }

    private void compare(VectorSamples one, byte[] payload, int length) {
        Vector first = vectors.of(one.fill(sample, room(payload, length, (byte) 0), MARGIN, length));
        Certainty certainty = sample.certainty();
        Vector second = vectors.of(one.fill(sample, room(payload, length, (byte) 0xff), MARGIN, length));
        assertThat(second).isEqualTo(first);
        assertThat(sample.certainty()).isEqualTo(certainty);
        ByteBuffer end = ByteBuffer.wrap(payload, 0, length).slice();
        assertThat(vectors.of(one.fill(sample, end, 0, length))).isEqualTo(first);
    }

    private static ByteBuffer room(byte[] payload, int length, byte around) {
        ByteBuffer room = ByteBuffer.allocate(MARGIN + length + MARGIN);
        Arrays.fill(room.array(), around);
        return room.put(MARGIN, payload, 0, length);
    }

    @Test
    public void noContentThrowsOrReadsBeyondRandomBytes() {
        Random random = new Random(9);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            for (Content content : Payloads.NAMES.values()) {
                Answer answer = content.check(room(bytes, bytes.length, (byte) 0), MARGIN, bytes.length);
                assertThat(content.check(room(bytes, bytes.length, (byte) 0xff), MARGIN, bytes.length))
                        .isEqualTo(answer);
            }
        }
    }

    @Test
    public void aLongNameIsNotFollowedForEver() {
        byte[] labels = new byte[60_000];
        Arrays.fill(labels, (byte) 1);
        labels[2] = (byte) 0x80;
        labels[5] = 1;
        labels[4] = 0;
        assertThat(Dns.any(ByteBuffer.wrap(labels), 0, labels.length)).isEqualTo(Answer.NO);
    }

    @Test
    public void aPatternWithDotsAnOffsetAndAlternatives() {
        Content content = Pattern.parse("hex:a.@1|text:ok");
        assertThat(check(content, 0x00, 0xa7)).isEqualTo(Answer.YES);
        assertThat(check(content, 'o', 'k')).isEqualTo(Answer.YES);
        assertThat(check(content, 'o')).isEqualTo(Answer.TOO_SHORT);
        assertThat(check(content, 'x', 0xb7)).isEqualTo(Answer.NO);
    }

    private static Answer check(Content content, int... values) {
        ByteBuffer in = ByteBuffer.allocate(values.length);
        for (int i = 0; i < values.length; i++) {
            in.put(i, (byte) values[i]);
        }
        return content.check(in, 0, values.length);
    }
}
