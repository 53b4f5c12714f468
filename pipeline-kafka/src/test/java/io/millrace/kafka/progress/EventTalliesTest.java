package io.millrace.kafka.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.TallyRecords;
import io.millrace.kafka.record.TallyRecords.Kind;
import io.millrace.kafka.record.TallyRecords.Tally;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTalliesTest {
    private final EventTallies tallies = new EventTallies();

    private void put(String pipeline, Kind kind, String rollup, int partition, long count) {
        tallies.put(new TallyRecords.Key("acme", pipeline, kind, rollup, partition), new Tally(count));
    }

    @Test
    void shouldAddUpWhatPartitionsCountedLast() {
        // Given
        put("gpon", Kind.DEAD, "", 0, 1);
        put("gpon", Kind.DEAD, "", 0, 5);
        put("gpon", Kind.DEAD, "", 1, 2);
        put("other", Kind.DEAD, "", 0, 100);
        put("gpon", Kind.LATE, "hour", 0, 3);
        put("gpon", Kind.LATE, "day", 0, 1);
        put("gpon", Kind.LATE, "hour", 1, 4);

        // Then
        assertThat(tallies.dead("acme", "gpon")).isEqualTo(7);
        assertThat(tallies.late("acme", "gpon")).isEqualTo(Map.of("hour", 7L, "day", 1L));
    }

    @Test
    void shouldKnowNothingOfWhatIsForgotten() {
        // Given
        put("gpon", Kind.DEAD, "", 0, 5);

        // When
        tallies.remove(new TallyRecords.Key("acme", "gpon", Kind.DEAD, "", 0));
        tallies.remove(new TallyRecords.Key("acme", "never", Kind.DEAD, "", 0));

        // Then
        assertThat(tallies.dead("acme", "gpon")).isZero();
        assertThat(tallies.late("acme", "gpon")).isEmpty();
    }
}
