package io.millrace.ingest.sources.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.sources.SourceStep;
import io.millrace.ingest.sources.Steps;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When polls ask. */
class PollTimetableTest extends PollFixture {
    @Test
    void shouldNotDrift() throws Exception {
        // Given
        Steps steps = new Steps(poll());
        PollSource source = open(poll(), steps);
        Instant anchor = steps.now();

        // When
        for (int run = 0; run < 5; run++) {
            server.will(200, data());
            SourceStep step = steps.take(source);
            Instant grid = anchor.plusSeconds(10L * (run + 1));

            // Then
            assertThat(step.again()).isBetween(grid, grid.plusSeconds(1));
            steps.pass(Duration.between(steps.now(), step.again()));
        }

        // When: three runs were missed.
        steps.pass(Duration.ofSeconds(30));
        server.will(200, data());

        // Then
        assertThat(steps.take(source).again()).isBetween(anchor.plusSeconds(90), anchor.plusSeconds(91));
    }
}
