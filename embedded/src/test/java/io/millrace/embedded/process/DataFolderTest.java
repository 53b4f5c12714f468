package io.millrace.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @Test
    void shouldTellTheLastLinesWithoutFramesOfStackTraces(@TempDir Path root) throws IOException {
        // Given
        DataFolder folder = new DataFolder(root);
        Files.createDirectories(folder.log("one").getParent());
        Files.writeString(folder.log("one"), """
                ==== start
                Exception in thread "main" io.millrace.TlsException: Kafka speaks TLS
                \tat io.millrace.Main.main(Main.java:7)
                \tat java.base/java.lang.Thread.run(Thread.java:840)
                Caused by: java.io.IOException: at the door
                \t... 27 common frames omitted
                \t\tSuppressed: java.lang.IllegalStateException: closing
                \t\t\tat io.millrace.Part$1.lambda$close$0(Part.java:3)
                \t\t\t... 28 more
                \tat last, it ends
                """);

        // When, Then
        assertThat(folder.lastLogLines("one", 4))
                .containsExactly(
                        "Exception in thread \"main\" io.millrace.TlsException: Kafka speaks TLS",
                        "Caused by: java.io.IOException: at the door",
                        "\t\tSuppressed: java.lang.IllegalStateException: closing",
                        "\tat last, it ends");
        assertThat(folder.lastLogLines("two", 4)).isEmpty();
    }
}
