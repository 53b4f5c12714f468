package io.millrace.ingest.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.intake.IntakeReport.Ending;
import io.millrace.ingest.intake.IntakeReport.RejectedRecord;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.format.EventFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntakeTest extends IntakeFixture {
    @Test
    void shouldSendEachRecordAsAnEvent() {
        // Given
        String body = row("a", 1) + row("b", 2);

        // When
        IntakeReport report = take(request(EventFormat.NDJSON), body);

        // Then
        assertThat(report).isEqualTo(new IntakeReport(2, 0, List.of(), 2, new Ending.Complete()));
        assertThat(sent("events.acme")).hasSize(2);
        byte[] second = sent("events.acme").get(1).value();
        assertThat(EventDecoder.schemaId(second)).isEqualTo(SCHEMA_ID);
        Event event = new Event(pipeline.schema());
        new EventDecoder(pipeline.schema(), pipeline.schema()).decode(second, event);
        assertThat(event.asString(0)).isEqualTo("b");
        assertThat(event.asLong(1)).isEqualTo(2);
        assertThat(event.acceptedAt()).isEqualTo(NOW.toEpochMilli());
        assertThat(event.eventTime()).isEqualTo(NOW.toEpochMilli());
        assertThat(event.definitionsOffset()).isEqualTo(DEFINITION_OFFSET);
        assertThat(metered).containsExactly("acme/speeds 2 0 0 48");
    }

    @Test
    void shouldTakeAnEmptyBodyForNoRecords() {
        // When
        IntakeReport report = take(request(EventFormat.NDJSON), "");

        // Then
        assertThat(report).isEqualTo(new IntakeReport(0, 0, List.of(), 0, new Ending.Complete()));
    }

    @Test
    void shouldPutRejectedRecordsIntoDeadLetters() {
        // Given
        String bad = "{\"device\":\"b\",\"speed\":\"fast\"}";

        // When
        IntakeReport report = take(request(EventFormat.NDJSON), row("a", 1) + "\n" + bad + "\r\n" + row("c", 3));

        // Then
        assertThat(report.accepted()).isEqualTo(2);
        assertThat(report.rejectedCount()).isEqualTo(1);
        assertThat(report.nextIndex()).isEqualTo(3);
        RejectedRecord rejected = report.rejected().get(0);
        assertThat(rejected.index()).isEqualTo(1);
        assertThat(rejected.line()).isEqualTo(3);
        assertThat(rejected.field()).contains("speed");
        assertThat(rejected.code()).isEqualTo("not-a-number");
        DeadLetter letter = deadLetters().get(0);
        assertThat(letter)
                .usingRecursiveComparison()
                .isEqualTo(new DeadLetter(
                        rejected.deadLetter(),
                        "acme",
                        "speeds",
                        NOW,
                        "ingest",
                        "not-a-number",
                        Optional.of("speed"),
                        rejected.message(),
                        "request 1",
                        1,
                        3,
                        "type/of-test",
                        Optional.empty(),
                        bad.getBytes(UTF_8),
                        false,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void shouldKeepTheHeaderWithTheDeadLetterOfACsvLine() {
        // When
        IntakeReport report = take(request(EventFormat.CSV), "device,speed\na,1\nb\n");

        // Then
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.header()).contains("device,speed");
            assertThat(new String(letter.original(), UTF_8)).isEqualTo("b");
            assertThat(letter.line()).isEqualTo(3);
            assertThat(letter.csv()).contains(CsvDialect.DEFAULT);
        });
    }

    @Test
    void shouldListNoMoreRejectedRecordsThanItSays() {
        // When
        IntakeReport report = take(request(EventFormat.NDJSON), "x\n".repeat(101));

        // Then
        assertThat(report.rejectedCount()).isEqualTo(101);
        assertThat(report.rejected()).hasSize(100);
        assertThat(sent("dead-letters")).hasSize(101);
    }

    @Test
    void shouldRejectAnEventThatItsTopicCanNotTake() {
        // Given
        Intake intake = intake(producer, 30);
        String body = row("a", 1) + row("much-too-long-a-name", 2);

        // When
        IntakeReport report = take(intake, request(EventFormat.NDJSON), body);

        // Then
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.code()).isEqualTo("record-too-large");
            assertThat(rejected.index()).isEqualTo(1);
        });
    }

    @Test
    void shouldRejectARecordOverTheLimitAndKeepItsBeginning() {
        // When
        IntakeReport report = take(request(EventFormat.NDJSON), row("a".repeat(1000), 1) + row("b", 2));

        // Then
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.code()).isEqualTo("record-too-large");
            assertThat(letter.truncated()).isTrue();
            assertThat(letter.original()).hasSize(1000);
        });
    }
}
