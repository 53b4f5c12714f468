package io.millrace.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cassandra.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHistoryTest {
    private static final UUID RUN = new UUID(0x1000, 1);

    private final WorldInMemory memory = new WorldInMemory();
    private final Facts facts =
            WorldInMemory.facts(List.of(WorldInMemory.version(1, WorldInMemory.NOW.minus(Duration.ofDays(90)))));

    private Uploads.Sent send(Path... files) {
        return new FileHistory(memory.world(), facts, memory.diary(Run.Kind.RECOMPUTE, RUN)).send(List.of(files));
    }

    @Test
    void shouldSendOneFileAfterTheOtherAndTellHowFarItIs(@TempDir Path folder) throws IOException {
        // Given
        Path first = Files.writeString(folder.resolve("first.csv"), "123456");
        Path second = Files.writeString(folder.resolve("second.csv"), "123");

        // When
        Uploads.Sent sent = send(first, second);

        // Then
        assertThat(memory.uploaded).containsExactly(first, second);
        assertThat(sent).isEqualTo(new Uploads.Sent(20, 3));
        assertThat(memory.find("acme", RUN).map(Run::message)).contains("sends file 2 of 2, second.csv: 100 %");
    }

    @Test
    void shouldWarnWhereTheArchiveMayLackEvents() {
        // Given: the archive keeps them for 30 days, and events are up to an hour ahead
        FileHistory history = new FileHistory(memory.world(), facts, memory.diary(Run.Kind.RECOMPUTE, RUN));
        Instant floor = WorldInMemory.NOW.minus(Duration.ofDays(30)).plus(Duration.ofHours(2));

        // Then
        assertThat(history.warning(floor)).isEmpty();
        assertThat(history.warning(floor.minusMillis(1))).hasValueSatisfying(warning -> assertThat(warning)
                .startsWith("Of events before " + floor + " the archive may lack some"));
    }

    @Test
    void shouldSayWhichFileIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> send(folder.resolve("no.csv")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no.csv can't be read");
        assertThat(memory.uploaded).isEmpty();
    }
}
