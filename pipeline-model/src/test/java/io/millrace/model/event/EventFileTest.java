package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventFileTest {
    @Test
    void shouldTellFormatAndCompressionByName() {
        assertThat(EventFile.named("a/b.csv")).contains(new EventFile("text/csv", Optional.empty()));
        assertThat(EventFile.named("b.JSONL.gz")).contains(new EventFile("application/x-ndjson", Optional.of("gzip")));
        assertThat(EventFile.named("b.avro.zst")).contains(new EventFile("application/avro", Optional.of("zstd")));
    }

    @Test
    void shouldNotGuess() {
        assertThat(EventFile.named("events")).isEmpty();
        assertThat(EventFile.named("events.txt")).isEmpty();
        assertThat(EventFile.named("csv.gz")).isEmpty();
        assertThat(EventFile.encodingOf("events.gz")).contains("gzip");
    }
}
