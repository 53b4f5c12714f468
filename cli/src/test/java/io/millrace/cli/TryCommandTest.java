package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TryCommandTest {
    private static final Path GPON = Path.of("..", "examples", "gpon");

    private static final String CLICKS = """
            apiVersion: millrace/v1
            pipeline: clicks
            event:
              fields:
                - {name: id,     type: string}
                - {name: page,   type: string, optional: true}
                - {name: at,     type: timestamp}
                - {name: amount, type: long}
              time: at
              id: [id]
            where: "amount >= 0"
            derive:
              - {name: share, type: long, expr: "100 / amount"}
            rollups:
              - name: page_1m
                dimensions: [page]
                window: {type: tumbling, size: 1m}
                measures:
                  - {name: clicks, type: count}
                  - {name: mean, type: avg, field: amount}
              - name: visits
                window: {type: session, gap: 1m}
                measures: [{name: clicks, type: count}]
            """;

    private static final String DATA = """
            id,page,at,amount
            a,/home,2026-01-01T00:00:07Z,1
            b,/home,2026-01-01T00:00:08Z,2
            a,/home,2026-01-01T00:00:07Z,1
            c,"",2026-01-01T00:00:59.999Z,4
            d,,2026-01-01T00:01:00Z,5
            e,/home,2026-01-01T00:01:01Z,-3
            f,/home,2026-01-01T00:01:02Z,0
            g,/home,soon,1
            h,/home
            """;

    @TempDir
    private Path folder = Path.of("."); // JUnit sets it.

    private String definition = "";
    private String data = "";

    @BeforeEach
    void write() throws IOException {
        definition = file("clicks.yaml", CLICKS);
        data = file("clicks.csv", DATA);
    }

    @Test
    void shouldSayWhatBecameOfEveryRecord() {
        // When
        CommandRun run = CommandRun.of("try", definition, data);

        // Then
        assertThat(run.code()).isEqualTo(ExitCode.REJECTED_RECORDS.code());
        assertThat(run.out())
                .contains("7 accepted, 2 rejected")
                .contains("line 9, at: not-a-timestamp: 'soon' is not a timestamp")
                .contains("line 10: malformed-record: the record has 2 cells, the header 4")
                .contains("1 duplicates, 1 filtered by where, 1 failed expressions; 4 count")
                .contains("line 8: expression-failed: ")
                .contains("amount = 0");
    }

    @Test
    void shouldPrintEachRollupAsATable() {
        // When
        CommandRun run = CommandRun.of("try", definition, data, "--limit", "2");

        // Then
        assertThat(run.out().lines().map(String::strip))
                .contains("page_1m", "visits", "3 row(s), the first 2 shown; --limit N shows more", "1 row(s)")
                .contains("2026-01-01T00:00:00Z   /home        2        2   1.50")
                .doesNotContain("2026-01-01T00:01:00Z                1        1   5.00");
    }

    @Test
    void shouldPrintCsvAsTheQueryServiceAnswersItWithNothingElse() {
        // When
        CommandRun run = CommandRun.of("try", definition, data, "--rollup", "page_1m", "--format", "csv");

        // Then
        assertThat(run.out()).isEqualTo("""
                        windowStart,windowEnd,closed,page,events,clicks,mean
                        2026-01-01T00:00:00Z,2026-01-01T00:01:00Z,false,"",1,1,4.0
                        2026-01-01T00:00:00Z,2026-01-01T00:01:00Z,false,/home,2,2,1.5
                        2026-01-01T00:01:00Z,2026-01-01T00:02:00Z,false,,1,1,5.0
                        """.replace("\n", "\r\n"));
        assertThat(run.err()).contains("7 accepted, 2 rejected");
    }

    @Test
    void shouldPrintARowALineInJson() {
        // When
        CommandRun run = CommandRun.of("try", definition, data, "--rollup", "visits", "--format", "json");

        // Then
        assertThat(run.out())
                .isEqualTo("{\"windowStart\":\"2026-01-01T00:00:07Z\",\"windowEnd\":\"2026-01-01T00:02:00Z\","
                        + "\"closed\":false,\"dimensions\":{},\"events\":4,\"measures\":{\"clicks\":4}}\n");
    }

    @Test
    void shouldPrintRowsOnlyOfARollupThatThereIs() {
        // When
        CommandRun unknown = CommandRun.of("try", definition, data, "--rollup", "page_5m");
        CommandRun several = CommandRun.of("try", definition, data, "--format", "csv");

        // Then
        assertThat(unknown.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(unknown.err()).contains("page_5m").contains("page_1m, visits");
        assertThat(several.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(several.err()).contains("--rollup");
    }

    @Test
    void shouldCountCopiesInAnotherFileOnce() throws IOException {
        // Given
        String more = file("more.ndjson", "{\"id\": \"a\", \"at\": \"2026-01-01T00:00:07Z\", \"amount\": 1}\n");

        // When
        CommandRun run = CommandRun.of("try", definition, data, more);

        // Then
        assertThat(run.out()).contains("more.ndjson: 1 accepted, 0 rejected\n  of the accepted: 1 duplicates");
    }

    @Test
    void shouldReadTheStandardInputAndGzip() throws IOException {
        // Given
        Path zipped = folder.resolve("clicks.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(DATA.getBytes(StandardCharsets.UTF_8));
        }
        InputStream before = System.in;

        // When
        CommandRun fromFile = CommandRun.of("try", definition, zipped.toString(), "--rollup", "visits");
        CommandRun fromInput;
        try {
            System.setIn(new ByteArrayInputStream("[{\"id\": \"a\", \"at\": \"2026-01-01T00:00:07Z\", \"amount\": 1}]"
                    .getBytes(StandardCharsets.UTF_8)));
            fromInput = CommandRun.of("try", definition, "-", "--rollup", "visits");
        } finally {
            System.setIn(before);
        }

        // Then
        assertThat(fromFile.out()).contains("7 accepted, 2 rejected");
        assertThat(fromInput.out()).contains("standard input: 1 accepted, 0 rejected");
        assertThat(fromInput.code()).isEqualTo(ExitCode.DONE.code());
    }

    @Test
    void shouldFindRowsAsExpectedInAnyOrder() throws IOException {
        // Given
        String expected = file("expected.csv", """
                page,windowStart,mean,clicks
                ,2026-01-01T00:01:00.000Z,5,1
                /home,2026-01-01T00:00:00Z,1.50,2
                "",2026-01-01T00:00:00Z,4.0,1
                """);

        // When
        CommandRun run = CommandRun.of("try", definition, data, "--rollup", "page_1m", "--expect", expected);

        // Then
        assertThat(run.out()).contains("page_1m is as expected: 3 row(s).");
        assertThat(run.code()).isEqualTo(ExitCode.DONE.code());
    }

    @Test
    void shouldExpectWhatItPrints() throws IOException {
        // Given
        String printed = CommandRun.of("try", definition, data, "--rollup", "page_1m", "--format", "csv")
                .out();
        String expected = file("expected.csv", printed.replace(",false,", ",true,"));

        // When
        CommandRun run = CommandRun.of("try", definition, data, "--rollup", "page_1m", "--expect", expected);

        // Then
        assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.DONE.code());
    }

    @Test
    void shouldTellHowRowsDiffer() throws IOException {
        // Given
        String expected = file("expected.csv", """
                windowStart,page,clicks
                2026-01-01T00:00:00Z,/home,3
                2026-01-01T00:00:00Z,"",1
                2026-01-01T00:05:00Z,/home,1
                """);

        // When
        CommandRun run = CommandRun.of("try", definition, data, "--rollup", "page_1m", "--expect", expected);

        // Then
        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.out())
                .contains("page_1m is not as ")
                .contains("2026-01-01T00:00:00Z page=/home\n      clicks: expected 3, is 2\n")
                .contains("2026-01-01T00:01:00Z page=(none)   not expected\n")
                .contains("2026-01-01T00:05:00Z page=/home   expected, and not there\n");
    }

    @Test
    void shouldRefuseAnExpectationThatIsNone() throws IOException {
        // Given
        String keyless = file("keyless.csv", "windowStart,clicks\n");
        String misnamed = file("misnamed.csv", "windowStart,page,clikcs\n");

        // When
        CommandRun lacks = CommandRun.of("try", definition, data, "--rollup", "page_1m", "--expect", keyless);
        CommandRun unknown = CommandRun.of("try", definition, data, "--rollup", "page_1m", "--expect", misnamed);

        // Then
        assertThat(lacks.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(lacks.err()).contains("lacks the column page");
        assertThat(unknown.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(unknown.err()).contains("'clikcs'").contains("clicks");
    }

    @Test
    void shouldNameEveryProblemOfAWrongDefinition() throws IOException {
        // Given
        String wrong =
                file("wrong.yaml", CLICKS.replace("time: at", "time: att").replace("size: 1m", "size: 1"));

        // When
        CommandRun run = CommandRun.of("try", wrong, data);

        // Then
        assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("for 2 reason(s)").contains("event.time").contains("rollups[0].window.size");
    }

    @Test
    void shouldSayThatAHeaderLacksColumns() throws IOException {
        // Given
        String headless = file("headless.csv", "a;b\n1;2\n");

        // When
        CommandRun run = CommandRun.of("try", definition, headless);

        // Then
        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.out()).contains("lacks the required columns").contains("is the delimiter really ,?");
    }

    @Test
    void shouldReadACsvAsItIsSaidToBeWritten() throws IOException {
        // Given
        String bare = file("bare.csv", "'a;b';/home;2026-01-01T00:00:07Z;1\n'c'x;/home;2026-01-01T00:00:07Z;1\n");

        // When
        CommandRun run = CommandRun.of(
                "try", definition, bare, "--delimiter", ";", "--quote", "'", "--columns", "id,page,at,amount");

        // Then
        assertThat(run.out()).contains("1 accepted, 1 rejected").contains("line 2: malformed-record");
    }

    @Test
    void shouldReadAvroAndCallItsRecordsByNumber() throws IOException {
        // Given
        Schema schema = new Schema.Parser().parse("""
                {"type": "record", "name": "Click", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "amount", "type": ["null", "long"]}]}""");
        Path avro = folder.resolve("clicks.avro");
        try (DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema)).create(schema, avro.toFile())) {
            GenericRecordBuilder click =
                    new GenericRecordBuilder(schema).set("id", "a").set("at", 0L);
            writer.append(click.set("amount", 1L).build());
            writer.append(click.set("id", "b").set("amount", null).build());
        }

        // When
        CommandRun run = CommandRun.of("try", definition, avro.toString());

        // Then
        assertThat(run.out()).contains("1 accepted, 1 rejected").contains("record 1, amount: missing-field");
    }

    @Test
    void shouldEnrichFromFiles() throws IOException {
        // Given
        String enriched = file("enriched.yaml", """
                apiVersion: millrace/v1
                pipeline: clicks
                event:
                  fields: [{name: page, type: long}, {name: at, type: timestamp}]
                  time: at
                enrich:
                  - {lookup: pages, on: page, add: [section, {name: weight, type: long}]}
                rollups:
                  - name: sections
                    dimensions: [section]
                    window: {type: tumbling, size: 1d}
                    measures: [{name: weight, type: sum, field: weight}]
                """);
        String lookup = file("pages.csv", "section,number,weight\nnews,1,10\nsports,2,20\n");
        String events = file(
                "events.csv",
                "page,at\n1,2026-01-01T00:00:00Z\n2,2026-01-01T00:00:00Z\n1,2026-01-01T00:00:00Z\n3,2026-01-01T00:00:00Z\n");

        // When
        CommandRun run =
                CommandRun.of("try", enriched, events, "--lookup", "pages=" + lookup, "--lookup-key", "pages=number");
        CommandRun without = CommandRun.of("try", enriched, events);

        // Then
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE.code());
        assertThat(run.out().lines().map(String::strip))
                .contains("lookup pages: 1 events with a key that it does not have")
                .contains("2026-01-01T00:00:00Z   news           2       20")
                .contains("2026-01-01T00:00:00Z   sports         1       20");
        assertThat(without.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(without.err()).contains("enrich[0].lookup").contains("--lookup NAME=FILE");
    }

    @Test
    void shouldCountTheRestBeyondMaxGroupsAsOne() throws IOException {
        // Given
        String limited =
                file("limited.yaml", CLICKS.replace("dimensions: [page]", "dimensions: [page]\n    maxGroups: 1"));

        // When
        CommandRun run = CommandRun.of("try", limited, data, "--rollup", "page_1m", "--format", "json");

        // Then
        assertThat(run.out().lines().filter(row -> row.contains("00:00:00Z\",")))
                .hasSize(2);
        assertThat(run.out()).contains("\"dimensions\":{\"page\":null},\"other\":true");
    }

    @Test
    void shouldComeToTheNumbersThatTheGponExampleShows() {
        // When
        CommandRun run = CommandRun.of(
                "try",
                GPON.resolve("pipeline.yaml").toString(),
                GPON.resolve("sample.csv").toString(),
                "--rollup",
                "province_5m");

        // Then
        assertThat(run.out())
                .contains("11,992 accepted, 8 rejected")
                .contains(
                        "2019-08-01T03:00:00Z   BJB           250        250   64134217.61   868120156   16033554402");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
