package io.millrace.ingest.sources.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.sources.SourceStep;
import io.millrace.ingest.sources.Steps;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.definition.SourceDefinition.Repeats;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is taken of the answers to polls, and what counts once. */
class PollSourceTest extends PollFixture {
    @Test
    void shouldTakeWhatStandsAtThePathAndSendTheSecret() throws Exception {
        // Given
        Steps steps = new Steps(poll());
        server.will(200, data(record("a", 1), record("b", "\"fast\""), "7"));

        // When
        SourceStep step = steps.take(open(poll(), steps));

        // Then
        assertThat(server.requests()).containsExactly("/readings?site=1 - Bearer s3cret");
        assertThat(steps.events()).containsExactly("a 1");
        assertThat(steps.deadLetters()).hasSize(2).allSatisfy(letter -> assertThat(letter.origin())
                .isEqualTo("poll " + server.base() + "/readings?site=1 run 1 page 1"));
        assertThat(steps.lastRun().accepted()).isEqualTo(1);
        assertThat(steps.lastRun().rejected()).isEqualTo(2);
        assertThat(steps.lastRun().endedAt()).isPresent();
        assertThat(steps.progress().toString()).doesNotContain("s3cret");
        assertThat(step.again())
                .isBetween(steps.now().plusSeconds(10), steps.now().plusSeconds(11));
        assertThat(steps.progress().nextAt()).contains(step.again());
    }

    @Test
    void shouldAskForWhatIsNewAndCountNothingTwice() throws Exception {
        // Given
        Steps steps = new Steps(poll());
        PollSource source = open(poll(), steps);
        server.will(200, data(record("a", 1)), "ETag", "\"v1\"");
        server.will(304, "");
        server.will(200, data(record("a", 1), record("b", 2)), "ETag", "\"v2\"");
        server.will(204, "");

        // When
        for (int run = 0; run < 4; run++) {
            steps.take(source);
            steps.pass(Duration.ofSeconds(11));
        }

        // Then
        assertThat(server.requests())
                .extracting(request -> request.split(" ")[1])
                .containsExactly("-", "\"v1\"", "\"v1\"", "\"v2\"");
        assertThat(steps.events()).containsExactly("a 1", "a 1", "b 2");
        assertThat(new HashSet<>(steps.ids())).hasSize(2);
        assertThat(steps.progress().runs()).hasSize(4).allSatisfy(run -> assertThat(run.error())
                .isEmpty());
    }

    @Test
    void shouldCountRepeatsIfThatIsAsked() throws Exception {
        // Given
        Poll definition = poll(Optional.empty(), Repeats.COUNT);
        Steps steps = new Steps(definition);
        PollSource source = open(definition, steps);
        String answer = data(record("a", 1), record("a", 1));
        server.will(200, answer);
        server.will(200, answer);

        // When
        steps.lose(source);
        steps.take(source);

        // Then
        assertThat(new HashSet<>(steps.ids())).hasSize(2);

        // When
        server.will(200, answer);
        steps.take(source);

        // Then
        assertThat(new HashSet<>(steps.ids())).hasSize(4);
    }
}
