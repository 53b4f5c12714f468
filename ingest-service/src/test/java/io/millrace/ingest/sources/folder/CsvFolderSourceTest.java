package io.millrace.ingest.sources.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.millrace.ingest.sources.Source;
import io.millrace.ingest.sources.SourceStep;
import io.millrace.ingest.sources.Steps;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.model.definition.SourceDefinition.CsvFolder;
import io.millrace.model.format.CsvDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFolderSourceTest {
    private static final CsvFolder DEFINITION =
            new CsvFolder("one", "in/speeds", CsvDialect.DEFAULT, Duration.ofSeconds(5));
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path root = Path.of("");

    private final Steps steps = new Steps(DEFINITION);
    private Path folder = Path.of("");
    private Source source = open();

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(root.resolve("acme/in/speeds"));
        source = open();
    }

    private Source open() {
        return new CsvFolderSource(Steps.KEY, DEFINITION, root, steps.intake());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(WRITTEN));
    }

    /** Sees what is there, waits until it has settled, and takes it. */
    private void takeAll() throws Exception {
        steps.take(source);
        steps.pass(Duration.ofSeconds(5));
        steps.takeAll(source);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String rows(int count) {
        StringBuilder text = new StringBuilder("device,speed\n");
        IntStream.range(0, count)
                .forEach(row ->
                        text.append('d').append(row).append(',').append(row).append('\n'));
        return text.toString();
    }

    @Test
    void shouldTakeAFileOnceItIsStillAndMoveIt() throws Exception {
        // Given
        write("a.csv", "device,speed\nx,1\ny,2");
        write("notes.txt", "none");
        write(".b.csv", "device,speed\nz,3\n");
        write("c.csv.tmp", "device,speed\nz,3\n");

        // When
        steps.takeAll(source);
        steps.pass(Duration.ofMillis(4_999));
        steps.takeAll(source);
        List<String> early = steps.events();
        steps.pass(Duration.ofMillis(1));
        steps.takeAll(source);

        // Then
        assertThat(early).isEmpty();
        assertThat(steps.events()).containsExactly("x 1", "y 2");
        assertThat(files()).containsExactly(".b.csv", "c.csv.tmp", "done/a.csv", "notes.txt");
        assertThat(steps.progress().position()).isEmpty();
        assertThat(steps.progress().accepted()).isEqualTo(2);
        assertThat(steps.lastRun().subject()).isEqualTo("a.csv");
        assertThat(steps.lastRun().accepted()).isEqualTo(2);
        assertThat(steps.lastRun().endedAt()).contains(steps.now());
        assertThat(steps.lastRun().error()).isEmpty();
    }

    @Test
    void shouldWaitForAFileThatStillGrows() throws Exception {
        // Given
        write("a.csv", "device,speed\nx,1\n");
        steps.take(source);
        steps.pass(Duration.ofSeconds(4));

        // When
        write("a.csv", "device,speed\nx,1\ny,2\n");
        steps.take(source);
        steps.pass(Duration.ofSeconds(4));
        steps.takeAll(source);
        List<String> early = steps.events();
        steps.pass(Duration.ofSeconds(1));
        steps.takeAll(source);

        // Then
        assertThat(early).isEmpty();
        assertThat(steps.events()).containsExactly("x 1", "y 2");
    }

    @Test
    void shouldGoOnAtTheByteWhoeverGoesOn() throws Exception {
        // Given
        write("a.csv", rows(12_000));
        steps.take(source);
        steps.pass(Duration.ofSeconds(5));
        steps.take(source);
        int first = steps.events().size();
        String offset = steps.progress().position().get("offset");

        // When
        steps.lose(source);
        source = open();
        steps.lose(source);
        source = open();
        steps.takeAll(source);

        // Then
        assertThat(first).isEqualTo(5_000);
        assertThat(offset).isEqualTo(Integer.toString(rows(5_000).length()));
        assertThat(steps.events())
                .hasSize(12_000)
                .startsWith("d0 0")
                .endsWith("d11999 11999")
                .doesNotHaveDuplicates();
        assertThat(new HashSet<>(steps.ids())).hasSize(12_000);
        assertThat(files()).containsExactly("done/a.csv");
        assertThat(steps.progress().runs()).hasSize(1);
        assertThat(steps.lastRun().accepted()).isEqualTo(12_000);
    }

    @Test
    void shouldTellLinesOfTheWholeFileAfterGoingOn() throws Exception {
        // Given
        write(
                "a.csv",
                "\"u\nv\",device,speed\n"
                        + rows(5_001).substring("device,speed\n".length()).replaceAll("(?m)^d", "u,d")
                        + "u,\"a\nb\",7\n\nu,c,none\n");

        // When
        takeAll();

        // Then
        assertThat(steps.events()).hasSize(5_002);
        assertThat(steps.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.origin()).isEqualTo("file in/speeds/a.csv");
            assertThat(letter.index()).isEqualTo(5_002);
            assertThat(letter.line()).isEqualTo(2 + 5_001 + 2 + 1 + 1);
            assertThat(letter.header()).contains("\"u\nv\",device,speed");
            assertThat(letter.original()).asString().isEqualTo("u,c,none");
        });
    }

    @Test
    void shouldReportRejectedRowsOnceHoweverOftenAStepIsTried() throws Exception {
        // Given
        write("a.csv", rows(6_000) + "x,fast\n\"y,1\nz,\"1,\"\"2\"\n");
        steps.take(source);
        steps.pass(Duration.ofSeconds(5));
        steps.take(source);
        steps.lose(source);

        // When
        source = open();
        steps.takeAll(source);

        // Then
        assertThat(files()).containsExactly("done/a.csv", "done/a.csv.rejected.csv");
        List<DeadLetter> letters = steps.deadLetters();
        assertThat(Files.readAllLines(folder.resolve("done/a.csv.rejected.csv")))
                .hasSize(4)
                .startsWith("line,field,code,message,dead_letter")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("6002,speed,not-a-number,")
                        .endsWith(letters.get(0).id().toString()));
        assertThat(steps.lastRun().accepted()).isEqualTo(6_000);
        assertThat(steps.lastRun().rejected()).isEqualTo(3);
        assertThat(steps.lastRun().error()).isEmpty();
    }

    @Test
    void shouldFailAFileWhoseHeaderCannotBeUsed() throws Exception {
        // Given
        write("a.csv", "device\nx\n");
        write("b.csv", "device,speed\nx,1\n");

        // When
        takeAll();

        // Then
        assertThat(files()).containsExactly("done/b.csv", "failed/a.csv", "failed/a.csv.rejected.csv");
        assertThat(Files.readString(folder.resolve("failed/a.csv.rejected.csv")))
                .contains("1,,malformed-header,")
                .contains("lacks the required columns 'speed'");
        assertThat(steps.progress().runs().get(1).error())
                .hasValueSatisfying(error -> assertThat(error).contains("lacks the required columns"));
        assertThat(steps.progress().failures()).isZero();
        assertThat(steps.events()).containsExactly("x 1");
    }

    @Test
    void shouldFailAFileOfWhichNothingCouldBeUsed() throws Exception {
        // Given
        write("a.csv", "device,speed\nx,fast\n");
        write("empty.csv", "device,speed\n");

        // When
        takeAll();

        // Then
        assertThat(files()).containsExactly("done/empty.csv", "failed/a.csv", "failed/a.csv.rejected.csv");
    }

    @Test
    void shouldFailAFileThatChangesWhileItIsRead() throws Exception {
        // Given
        write("a.csv", rows(6_000));
        steps.take(source);
        steps.pass(Duration.ofSeconds(5));
        steps.take(source);

        // When
        write("a.csv", rows(6_001));
        steps.takeAll(source);

        // Then
        assertThat(files()).containsExactly("failed/a.csv", "failed/a.csv.rejected.csv");
        assertThat(steps.lastRun().error()).contains("the file changed while it was read");
        assertThat(Files.readString(folder.resolve("failed/a.csv.rejected.csv")))
                .contains("file-changed");
    }

    @Test
    void shouldNotMoveAwayWhatCameInThePlaceOfAFile() throws Exception {
        // Given
        write("a.csv", "device,speed\nx,1\n");
        steps.take(source);
        steps.pass(Duration.ofSeconds(5));
        steps.take(source);
        steps.lose(source);
        write("a.csv", "device,speed\nx,1\ny,2\n");

        // When
        source = open();
        steps.take(source);
        takeAll();

        // Then
        assertThat(files()).containsExactly("done/2-a.csv", "done/a.csv");
        assertThat(steps.events()).containsExactly("x 1", "x 1", "y 2");
    }

    @Test
    void shouldGiveAFileThatIsPutBackTheSameIdsAndAnotherOnesNot() throws Exception {
        // Given
        write("a.csv", "device,speed\nx,1\nx,1\n");
        takeAll();

        // When
        Files.move(folder.resolve("done/a.csv"), folder.resolve("a.csv"));
        takeAll();
        write("a.csv", "device,speed\nx,1\nx,1\n");
        Files.setLastModifiedTime(folder.resolve("a.csv"), FileTime.from(WRITTEN.plusMillis(1)));
        takeAll();

        // Then
        List<String> ids = steps.ids();
        assertThat(ids).hasSize(6);
        assertThat(ids.subList(2, 4)).isEqualTo(ids.subList(0, 2)).doesNotHaveDuplicates();
        assertThat(ids.subList(4, 6)).doesNotContainAnyElementsOf(ids.subList(0, 2));
    }

    @Test
    void shouldGoOnWhenAFileIsTakenAway() throws Exception {
        // Given
        write("a.csv", rows(6_000));
        write("b.csv", "device,speed\nx,1\n");
        steps.take(source);
        steps.pass(Duration.ofSeconds(5));
        steps.take(source);

        // When
        Files.delete(folder.resolve("a.csv"));
        steps.takeAll(source);

        // Then
        assertThat(steps.events()).hasSize(5_001).endsWith("x 1");
        assertThat(steps.progress().runs().get(1).error()).contains("the file was gone after 5000 records");
    }

    @Test
    void shouldNotFollowLinks() throws Exception {
        // Given
        Path outside = Files.createDirectories(root.resolve("other"));
        Files.writeString(outside.resolve("a.csv"), "device,speed\nx,1\n");
        Files.createSymbolicLink(folder.resolve("link.csv"), outside.resolve("a.csv"));

        // When
        takeAll();

        // Then
        assertThat(steps.events()).isEmpty();

        // Given
        Files.delete(folder.resolve("link.csv"));
        Files.delete(folder);
        Files.createSymbolicLink(folder, outside);

        // Then
        assertThatIOException().isThrownBy(() -> steps.take(source)).withMessageContaining("leads out");
    }

    @Test
    void shouldSayThatTheFolderOfAllIsNotThere() {
        Source nowhere = new CsvFolderSource(Steps.KEY, DEFINITION, root.resolve("nowhere"), steps.intake());

        assertThatIOException().isThrownBy(() -> steps.take(nowhere)).withMessageContaining("millrace.sources.folder");
    }

    @Test
    void shouldHaveNothingToCommitWhileNothingComes() throws Exception {
        SourceStep step = steps.take(source);

        assertThat(step.commit()).isEmpty();
        assertThat(step.again()).isEqualTo(steps.now().plusSeconds(1));
    }
}
