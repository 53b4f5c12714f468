package io.millrace.model.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.expression.ExpressionFailedException;
import io.millrace.model.expression.RecordExpressions;
import io.millrace.model.value.JsonText;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordRepairTest {
    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final PipelineDefinition DEFINITION = DefinitionReader.read("""
            apiVersion: millrace/v1
            pipeline: speeds
            event:
              fields:
                - {name: device, type: string, from: DEVICEID}
                - {name: at, type: timestamp, from: TIME, format: "dd/MM/yyyy HH:mm", zone: UTC}
                - {name: speed, type: long, from: SPEED, min: 0, max: 1000000}
                - {name: note, type: string, optional: true, from: NOTE}
              time: at
            rollups:
              - name: all
                window: {type: tumbling, size: 5m}
                measures: [{name: readings, type: count}]
            """);
    private static final EventSchema SCHEMA = EventSchema.of("acme", "speeds", DEFINITION.event());
    private static final String HEADER = "DEVICEID;TIME;SPEED;other column";

    private final Event event = new Event(SCHEMA);

    private static RecordRepair repair(Map<String, String> set) {
        assertThat(RecordExpressions.check(set)).isEmpty();
        return new RecordRepair(DEFINITION, SCHEMA, set, RecordLimits.DEFAULT);
    }

    private static RefusedRecord csv(String line) {
        return new RefusedRecord.Csv(line.getBytes(UTF_8), HEADER, Optional.empty());
    }

    private static RefusedRecord json(String object) {
        return new RefusedRecord.Json(object.getBytes(UTF_8));
    }

    private String read(Map<String, String> set, RefusedRecord record) throws RejectedRecordException {
        RecordRepair repair = repair(set);
        var unused = repair.begin(record);
        repair.read(record, event, NOW, 7);
        StringBuilder values = new StringBuilder();
        for (int field = 0; field < SCHEMA.size(); field++) {
            values.append(field == 0 ? "" : " ").append(JsonText.plain(event.value(field)));
        }
        return values.toString();
    }

    @Test
    void shouldSetAFieldToWhatIsMadeOfTheRecord() throws RejectedRecordException {
        // When
        String read = read(
                Map.of("speed", "int(record.SPEED.replace('k', '000').trim())"), csv("d1;01/03/2026 11:00; 5k ;x"));

        // Then
        assertThat(read).isEqualTo("d1 2026-03-01T11:00:00Z 5000 ");
        assertThat(event.eventTime())
                .isEqualTo(Instant.parse("2026-03-01T11:00:00Z").toEpochMilli());
        assertThat(event.definitionsOffset()).isEqualTo(7);
    }

    @Test
    void shouldTellWhatARecordHeld() {
        // Given
        RecordRepair repair = repair(Map.of("speed", "1"));

        // Then
        assertThat(repair.begin(csv("d1;01/03/2026 11:00;5k;x")))
                .isEqualTo(Map.of("device", "d1", "at", "01/03/2026 11:00", "speed", "5k"));
        assertThat(repair.begin(json("{\"DEVICEID\": \"d1\", \"SPEED\": {\"a\": 1}, \"NOTE\": true}")))
                .isEqualTo(Map.of("device", "d1", "note", "true"));
        assertThat(repair.begin(json("{\"DEVICEID\": "))).isEmpty();
    }

    @Test
    void shouldReadAnyPlaceOfARecord() throws RejectedRecordException {
        assertThat(read(
                        Map.of("speed", "record['other column']", "note", "record.SPEED"),
                        csv("d1;01/03/2026 11:00;5k;17")))
                .isEqualTo("d1 2026-03-01T11:00:00Z 17 5k");
        assertThat(read(
                        Map.of(
                                "speed",
                                "record.speeds[1]['in bits']",
                                "note",
                                "record.SPEED == null ? 'none' : 'some'"),
                        json("{\"DEVICEID\": \"d1\", \"TIME\": \"01/03/2026 11:00\", \"SPEED\": [3],"
                                + " \"speeds\": [{}, {\"in bits\": 9}]}")))
                .isEqualTo("d1 2026-03-01T11:00:00Z 9 none");
    }

    @Test
    void shouldTakeATimestampWhateverTheFormatOfTheField() throws RejectedRecordException {
        // When
        String read = read(Map.of("at", "timestamp(record.TIME)"), csv("d1;2026-03-01T09:00:00+08:00;5;x"));

        // Then
        assertThat(read).isEqualTo("d1 2026-03-01T01:00:00Z 5 ");
    }

    @Test
    void shouldReadACsvAsItWasWritten() throws RejectedRecordException {
        // Given
        CsvDialect single = CsvDialect.DEFAULT.withQuote(Optional.of('\''));
        CsvDialect none = CsvDialect.DEFAULT.withDelimiter('|').withQuote(Optional.empty());
        Map<String, String> set = Map.of("speed", "int(record.SPEED.replace('k', '000'))");

        // When
        String quoted = read(
                set,
                new RefusedRecord.Csv(
                        "'d,1','01/03/2026 11:00',5k,\"".getBytes(UTF_8),
                        "DEVICEID,TIME,'SPEED',NOTE",
                        Optional.of(single)));
        String plain = read(
                set,
                new RefusedRecord.Csv(
                        "\"d1|01/03/2026 11:00|6k|'".getBytes(UTF_8), "DEVICEID|TIME|SPEED|NOTE", Optional.of(none)));

        // Then
        assertThat(quoted).isEqualTo("d,1 2026-03-01T11:00:00Z 5000 \"");
        assertThat(plain).isEqualTo("\"d1 2026-03-01T11:00:00Z 6000 '");
    }

    @Test
    void shouldReadAvroAndAnyPlaceOfIt() throws RejectedRecordException {
        // Given: SPEED is a record, which is no problem where it is set
        String schema = """
                {"type": "record", "name": "Reading", "fields": [
                  {"name": "DEVICEID", "type": "string"}, {"name": "TIME", "type": "string"},
                  {"name": "SPEED", "type": {"type": "record", "name": "Speed", "fields": [
                    {"name": "text", "type": ["null", "string"]}]}}]}""";
        byte[] bytes = "\004d1\04001/03/2026 11:00\002\0045k".getBytes(UTF_8);
        RefusedRecord record = RefusedRecord.Avro.ofContainer(bytes, schema);

        // When
        String read = read(Map.of("speed", "int(record.SPEED.text.replace('k', '000'))"), record);

        // Then
        assertThat(read).isEqualTo("d1 2026-03-01T11:00:00Z 5000 ");
    }

    @Test
    void shouldSetFieldsOfAnEventThatWasAccepted() throws RejectedRecordException {
        // Given
        Event accepted = new Event(SCHEMA);
        accepted.setString(0, "d1");
        accepted.setLong(1, NOW);
        accepted.setLong(2, 0);
        accepted.setString(3, "kept");

        // When
        String read =
                read(Map.of("speed", "int(record.speed) + size(record.device)"), new RefusedRecord.Accepted(accepted));

        // Then
        assertThat(read).isEqualTo("d1 2026-03-01T12:00:00Z 2 kept");
    }

    @Test
    void shouldHoldWhatIsSetToTheRulesOfTheField() {
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> read(Map.of("speed", "-1"), csv("d1;01/03/2026 11:00;5k;x")))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(RejectionCode.OUT_OF_RANGE);
                    assertThat(refused.field()).contains("speed");
                });
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> read(Map.of("speed", "record.absent"), csv("d1;01/03/2026 11:00;5;x")))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(RejectionCode.MISSING_FIELD));
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> read(Map.of("at", "timestamp('2026-03-01T14:00:00Z')"), csv("d1;;5;x")))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(RejectionCode.TOO_FAR_AHEAD));
    }

    @Test
    void shouldHoldAllOtherFieldsToTheRulesOfAnyRecord() {
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> read(Map.of("note", "'repaired'"), csv("d1;01/03/2026 11:00;5k;x")))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(RejectionCode.NOT_A_NUMBER));
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> read(Map.of("speed", "1"), csv("d1;01/03/2026 11:00")))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(RejectionCode.MALFORMED_RECORD));
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> read(
                        Map.of("speed", "1"),
                        json("{\"DEVICEID\": 5, \"TIME\": \"01/03/2026 11:00\", \"SPEED\": \"5k\"}")))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(RejectionCode.NOT_A_STRING));
    }

    @Test
    void shouldSayWhichExpressionFailedOnWhat() {
        assertThatExceptionOfType(ExpressionFailedException.class)
                .isThrownBy(() -> read(Map.of("speed", "int(record.SPEED) * 1000"), csv("d1;01/03/2026 11:00;5k;x")))
                .withMessage("set speed: int(record.SPEED) * 1000 failed: the text is no int; record.SPEED = \"5k\"");
    }

    @Test
    void shouldNameEveryExpressionThatIsNone() {
        assertThat(RecordExpressions.check(Map.of("speed", "SPEED + 1")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.name()).isEqualTo("speed");
                    assertThat(problem.problem().message()).contains("no field 'SPEED'");
                    assertThat(problem.problem().hint()).contains("record.KEY");
                });
        assertThat(RecordExpressions.check(Map.of("speed", "record"))).hasSize(1);
        assertThat(RecordExpressions.check(Map.of("speed", "record.a + 1"))).hasSize(1);
        assertThat(RecordExpressions.check(Map.of("speed", "record.a +"))).hasSize(1);
        assertThat(RecordExpressions.check(Map.of("speed", "duration('1h')"))).hasSize(1);
        assertThat(RecordExpressions.check(Map.of("speed", "null"))).hasSize(1);
        assertThat(RecordExpressions.check(Map.of("speed", "record[record.a]"))).hasSize(1);
    }
}
