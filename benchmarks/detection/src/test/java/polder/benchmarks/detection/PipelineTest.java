// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.BeforeClass;
import org.junit.Test;
import polder.api.traffic.Direction;
import polder.benchmarks.detection.Event.Shape;
import polder.wire.Prefix;

public class PipelineTest {
    private static final Prefix HOST = Prefix.parse("198.18.32.1");

    @BeforeClass
    public static void nothingIsKeptFromBefore() {
        System.setProperty("karaf.data", "/nonexistent");
    }

    private static Score play(Source source, double multiple) throws IOException {
        Path root = Path.of(System.getProperty("polder.root", "../.."));
        CfgFiles cfg = new CfgFiles(root.resolve("etc"), root.resolve("benchmarks/detection/etc"));
        Pipeline pipeline = new Pipeline(cfg, source.decoder(cfg), List.of(5.0), Scenario.SECOND);
        Scenario scenario = new Scenario(1, pipeline::limit, 112);
        scenario.happens(Kind.UDP, HOST, Direction.INCOMING, multiple, Shape.STEADY, 10);
        try (pipeline) {
            scenario.play(source.feed(pipeline, 1, new Witness(List.of(), source == Source.SFLOW)));
        }
        assertThat(pipeline.rejected()).isZero();
        return new Score(scenario.events(), pipeline.alarms(), source.grace);
    }

    @Test
    public void aFloodIsFoundInVirtualTime() throws IOException {
        for (Source source : Source.values()) {
            Score score = play(source, 10);
            Tally.Row row = new Tally(List.of(score)).row(any -> true);
            assertThat(row.found()).as(source.text).isEqualTo(1);
            assertThat(row.median()).as(source.text).isLessThan(3);
            assertThat(score.wrong()).as(source.text).isEmpty();
        }
    }

    @Test
    public void halfOfTheLimitIsNone() throws IOException {
        assertThat(play(Source.FRAMES, 0.5).wrong()).isEmpty();
    }
}
