package io.millrace.model.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTextTest {
    private static final PipelineDefinition DEFINITION = DefinitionReader.read("""
            apiVersion: millrace/v1
            pipeline: clicks
            event:
              fields:
                - {name: page,   type: string, optional: true}
                - {name: amount, type: long}
            rollups:
              - name: page_1m
                dimensions: [page]
                window: {type: tumbling, size: 1m}
                measures:
                  - {name: total, type: sum, field: amount}
                  - {name: least, type: min, field: amount}
            """);

    private static final EventSchema SCHEMA = EventSchema.of("acme", "clicks", DEFINITION.event());
    private static final RollupPlan PLAN = RollupPlan.of(DEFINITION.rollups().get(0), SCHEMA);

    @Test
    void shouldWriteChosenMeasuresInTheirOrder() {
        // Given
        RowText text = new RowText(PLAN, List.of(1, 0));
        FinishedRow row = row("a,b", 3);
        StringBuilder csv = new StringBuilder();
        StringBuilder json = new StringBuilder();

        // When
        text.appendCsvHeader(csv);
        text.appendCsv(row, csv);
        text.appendJson(row, false, json);

        // Then
        assertThat(csv.toString().split("\r\n"))
                .containsExactly(
                        "windowStart,windowEnd,closed,page,events,least,total",
                        "1970-01-01T00:01:00Z,1970-01-01T00:02:00Z,true,\"a,b\",1,3,3");
        assertThat(json.toString())
                .isEqualTo("{\"windowStart\":\"1970-01-01T00:01:00Z\",\"windowEnd\":\"1970-01-01T00:02:00Z\","
                        + "\"closed\":true,\"dimensions\":{\"page\":\"a,b\"},\"events\":1,"
                        + "\"measures\":{\"least\":3,\"total\":3}}");
    }

    @Test
    void shouldWriteIntegersAsTextIfAsked() {
        // Given
        StringBuilder json = new StringBuilder();

        // When
        new RowText(PLAN, List.of(0)).appendJson(row("a", Long.MAX_VALUE), true, json);

        // Then
        assertThat(json.toString()).endsWith("\"events\":\"1\",\"measures\":{\"total\":\"9223372036854775807\"}}");
    }

    @Test
    void shouldMarkTheRowOfTheRest() {
        // Given
        StringBuilder json = new StringBuilder();
        FinishedRow rest = new FinishedRow(60_000, 120_000, false, GroupKey.OTHER, PLAN.newState());

        // When
        new RowText(PLAN, List.of(0)).appendJson(rest, false, json);

        // Then
        assertThat(json.toString())
                .contains("\"dimensions\":{\"page\":null},\"other\":true,\"events\":0,\"measures\":{\"total\":null}");
    }

    private static FinishedRow row(String page, long amount) {
        Event event = new Event(SCHEMA);
        event.setString(0, page);
        event.setLong(1, amount);
        RollupState state = PLAN.newState();
        state.add(event);
        ByteWriter group = new ByteWriter();
        PLAN.groups().encode(event, group);
        return new FinishedRow(60_000, 120_000, true, new GroupKey(group.toByteArray()), state);
    }
}
