package io.millrace.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable.Entry;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RollbackTest extends RecomputeScenario {
    @Test
    void shouldTakeBackWhatWasPublishedLast() throws Exception {
        // Given
        recompute().publish(aDay(), 1);
        recompute().publish(aDay(), 1);

        // When
        Entry withdrawn = new Rollback(memory.world(), facts, memory.diary(Run.Kind.ROLLBACK, new UUID(0x1000, 99)))
                .run("hourly");

        // Then
        assertThat(withdrawn.layer().generation()).isEqualTo(FIRST + 1);
        assertThat(memory.read(HOURLY).layers())
                .extracting(layer -> layer.generation())
                .containsExactly(FIRST);
        assertThat(memory.fed(HOURLY)).containsExactly(FIRST);
    }

    @Test
    void shouldRefuseToTakeBackWhereNothingWasPublished() {
        // When
        assertThatThrownBy(
                        () -> new Rollback(memory.world(), facts, memory.diary(Run.Kind.ROLLBACK, new UUID(0x1000, 99)))
                                .run("hourly"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Nothing that was recomputed serves shop/hourly");
    }
}
