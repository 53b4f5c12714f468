package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.PipelineDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
    private static final String GPON =
            Path.of("..", "examples", "gpon", "sample.csv").toString();

    @TempDir
    private Path folder = Path.of("."); // JUnit sets it.

    @Test
    void shouldDescribeTheGponExampleAsAPersonWould() {
        // When
        CommandRun run = CommandRun.of("init", GPON, "--name", "gpon", "--zone", "Asia/Shanghai");

        // Then
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE.code());
        PipelineDefinition definition = DefinitionReader.read(run.out(), "gpon");
        assertThat(definition.event().time()).contains("time");
        assertThat(definition.event().id()).containsExactly("onuid", "time");
        assertThat(types(definition))
                .isEqualTo("provincecode:string deviceid:string ifindex:long frame:long slot:long port:long"
                        + " onuindex:long onuid:string time:timestamp speedin:long speedout:long");
        assertThat(definition.event().field("time").flatMap(FieldDefinition::format))
                .contains("dd/MM/yyyy HH:mm:ss");
        assertThat(definition.rollups().get(0).dimensions()).containsExactly("provincecode");
        assertThat(run.out()).contains("AMBIGUOUS").contains("sum_speedin");
    }

    @Test
    void shouldWriteWhatRejectsNothingOfTheSample() throws IOException {
        // Given
        Path head = Files.write(
                folder.resolve("head.csv"), Files.readAllLines(Path.of(GPON)).subList(0, 1_001));
        String definition = folder.resolve("pipeline.yaml").toString();

        // When
        CommandRun init = CommandRun.of("init", GPON, "--output", definition);
        CommandRun run = CommandRun.of("try", definition, head.toString());

        // Then
        assertThat(init.out()).contains("Wrote " + definition).contains("millrace try " + definition);
        assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.DONE.code());
        assertThat(run.out()).contains("1,000 accepted, 0 rejected").contains("0 duplicates");
    }

    @Test
    void shouldTellTypesApart() throws IOException {
        // Given
        String data = file("orders.csv", """
                orderId,Unit Price,qty,paid,zip,day,at,who,Größe,note,2nd
                a1,10.50,3,true,01234,2026-03-01,2026-03-01T10:00:00Z,6ba7b810-9dad-11d1-80b4-00c04fd430c8,1.5,,x
                a2,9.99,1,false,98765,2026-03-02,2026-03-01T10:00:01Z,6ba7b811-9dad-11d1-80b4-00c04fd430c8,2,hm,y
                """);

        // When
        CommandRun run = CommandRun.of("init", data);

        // Then
        PipelineDefinition definition = DefinitionReader.read(run.out(), "orders");
        assertThat(types(definition))
                .isEqualTo("order_id:string unit_price:decimal(18,2) qty:long paid:boolean zip:string day:date"
                        + " at:timestamp who:uuid grosse:double note:string f_2nd:string");
        assertThat(definition.event().field("note").map(FieldDefinition::optional))
                .contains(true);
        assertThat(definition.event().field("grosse").map(FieldDefinition::from))
                .contains("Größe");
        assertThat(run.out())
                .contains("leading zeros")
                .contains("too small to tell")
                .contains("# id: [order_id]");
    }

    @Test
    void shouldTellDayFromMonthWhereADayIsAbove12() throws IOException {
        // When
        PipelineDefinition dayFirst = init("t,v\n03/04/2026 10:00,1\n13/04/2026 10:00,2\n");
        PipelineDefinition monthFirst = init("t,v\n03/04/2026 10:00,1\n04/13/2026 10:00,2\n");
        PipelineDefinition shortOnes = init("t,v\n3/4/2026 9:05 AM,1\n4/13/2026 10:00 PM,2\n");
        PipelineDefinition dots = init("t,v\n3.4.2026 9:05,1\n13.4.2026 10:00,2\n");

        // Then
        assertThat(formatOf(dayFirst, "t")).contains("dd/MM/yyyy HH:mm");
        assertThat(formatOf(monthFirst, "t")).contains("MM/dd/yyyy HH:mm");
        assertThat(formatOf(shortOnes, "t")).contains("M/d/yyyy h:mm a");
        assertThat(formatOf(dots, "t")).contains("d.M.yyyy H:mm");
    }

    @Test
    void shouldTakeTheShorterSpanWhereDayAndMonthCannotBeToldApart() throws IOException {
        // When
        PipelineDefinition days = init("t,v\n01/02/2026 10:00:00,1\n02/02/2026 10:00:00,2\n03/02/2026 10:00:00,2\n");
        PipelineDefinition months = init("t,v\n02/01/2026 10:00:00,1\n02/02/2026 10:00:00,2\n02/03/2026 10:00:00,2\n");

        // Then
        assertThat(formatOf(days, "t")).contains("dd/MM/yyyy HH:mm:ss");
        assertThat(formatOf(months, "t")).contains("MM/dd/yyyy HH:mm:ss");
    }

    @Test
    void shouldReadEpochsWhereTheNameSpeaksOfTime() throws IOException {
        // When
        PipelineDefinition definition = init("ts,event_time,device\n1767225600,1767225600000,1767225600000\n");

        // Then
        assertThat(formatOf(definition, "ts")).contains("epoch-s");
        assertThat(formatOf(definition, "event_time")).contains("epoch-ms");
        assertThat(types(definition)).contains("device:long");
    }

    @Test
    void shouldTakeAMidnightForWantOfATime() throws IOException {
        // When
        PipelineDefinition definition = init("day,v\n2026-03-01,1\n2026-05-30,2\n");

        // Then
        assertThat(definition.event().time()).contains("day");
        assertThat(formatOf(definition, "day")).contains("yyyy-MM-dd");
        assertThat(definition.rollups().get(0).window().toString()).contains("PT168H");
    }

    @Test
    void shouldAllowForTimesInTheFuture() throws IOException {
        // Given
        String ahead =
                java.time.Clock.systemUTC().instant().plus(Duration.ofDays(20)).toString();

        // When
        PipelineDefinition definition = init("due_at,v\n" + ahead + ",1\n");

        // Then
        assertThat(definition.event().maxAhead()).isEqualTo(Duration.ofDays(20));
    }

    @Test
    void shouldFindTheDelimiterAndPassItOn() throws IOException {
        // Given
        String data = file("semicolons.csv", "a;b\n1,5;x\n2,5;y\n");

        // When
        CommandRun run = CommandRun.of("init", data);

        // Then
        assertThat(run.out()).contains("--delimiter ';'").contains("name: b");
        assertThat(types(DefinitionReader.read(run.out(), "semicolons"))).isEqualTo("a:string b:string");
    }

    @Test
    void shouldReadJsonWithinObjects() throws IOException {
        // Given
        String data = file("events.ndjson", """
                {"ts": "2026-01-01T00:00:00Z", "user": {"id": 7, "odd key": "x"}, "n": 1.50, "ok": true, "tags": [1], "mixed": 1}
                {"ts": "2026-01-01T00:00:01Z", "user": {"id": 8}, "n": 2, "ok": null, "mixed": "a"}
                """);

        // When
        CommandRun run = CommandRun.of("init", data);

        // Then
        PipelineDefinition definition = DefinitionReader.read(run.out(), "events");
        assertThat(types(definition)).isEqualTo("ts:timestamp user_id:long user_odd_key:string n:double ok:boolean");
        assertThat(definition.event().field("user_odd_key").map(FieldDefinition::from))
                .contains("$.user['odd key']");
        assertThat(run.out()).contains("left out: 'tags'").contains("left out: 'mixed'");
    }

    @Test
    void shouldKeepToTextWhereAValueIsOddAndSayWhatItWouldBe() throws IOException {
        // Given
        String numbers = IntStream.range(0, 99).mapToObj(n -> n + ".5\n").collect(Collectors.joining());
        String data = file("odd.csv", "speed\n" + numbers + "n/a\n");

        // When
        CommandRun strict = CommandRun.of("init", data);
        CommandRun tolerant = CommandRun.of("init", data, "--tolerate", "1");

        // Then
        assertThat(types(DefinitionReader.read(strict.out(), "odd"))).isEqualTo("speed:string");
        assertThat(strict.out()).contains("nearly all values are double, but not 'n/a'");
        assertThat(types(DefinitionReader.read(tolerant.out(), "odd"))).isEqualTo("speed:double");
        assertThat(tolerant.out()).contains("1 of 100 values of the sample are none, such as 'n/a'");
    }

    @Test
    void shouldNotWriteOverAFileUnlessForced() throws IOException {
        // Given
        String data = file("data.csv", "a\n1\n");
        String there = file("pipeline.yaml", "mine");

        // When
        CommandRun refused = CommandRun.of("init", data, "--output", there);
        String kept = Files.readString(Path.of(there));
        CommandRun forced = CommandRun.of("init", data, "--output", there, "--force");

        // Then
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.err()).contains("--force");
        assertThat(kept).isEqualTo("mine");
        assertThat(forced.code()).isEqualTo(ExitCode.DONE.code());
        assertThat(Files.readString(Path.of(there))).contains("pipeline: data");
    }

    @Test
    void shouldSayWhatItCantRead() throws IOException {
        // When
        CommandRun missing = CommandRun.of("init", folder.resolve("none.csv").toString());
        CommandRun empty = CommandRun.of("init", file("empty.csv", ""));
        CommandRun nothing = CommandRun.of("init", file("nothing.ndjson", "{}\n"));
        CommandRun name = CommandRun.of("init", file("a.csv", "a\n"), "--name", "No Name");

        // Then
        assertThat(missing.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(missing.err()).contains("none.csv");
        assertThat(empty.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(nothing.err()).contains("no record has a value");
        assertThat(name.err()).contains("No Name");
    }

    private PipelineDefinition init(String csv) throws IOException {
        CommandRun run = CommandRun.of("init", file("data.csv", csv));
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE.code());
        return DefinitionReader.read(run.out(), "data");
    }

    private static Optional<String> formatOf(PipelineDefinition definition, String field) {
        return definition.event().field(field).flatMap(FieldDefinition::format);
    }

    private static String types(PipelineDefinition definition) {
        return definition.event().fields().stream()
                .map(field -> field.name() + ":" + field.type())
                .collect(Collectors.joining(" "));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
