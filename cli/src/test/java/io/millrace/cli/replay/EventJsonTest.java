package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.ReaderOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private static final PipelineDefinition DEFINITION = DefinitionReader.read("""
            apiVersion: millrace/v1
            pipeline: gpon
            event:
              fields:
                - {name: text, type: string, from: "$.a['b c'][1]"}
                - {name: inner, type: string, from: "$.a['b c'][0].x"}
                - {name: truth, type: boolean}
                - {name: whole, type: long}
                - {name: real, type: double}
                - {name: price, type: "decimal(10,2)"}
                - {name: at, type: timestamp}
                - {name: local, type: timestamp, format: "dd/MM/yyyy HH:mm:ss", zone: Asia/Shanghai}
                - {name: millis, type: timestamp, format: epoch-ms}
                - {name: seconds, type: timestamp, format: epoch-s}
                - {name: day, type: date, format: dd.MM.yyyy}
                - {name: other_day, type: date}
                - {name: id, type: uuid}
                - {name: none, type: string, optional: true}
              time: at
            """);
    private static final EventSchema SCHEMA = EventSchema.of("acme", "gpon", DEFINITION.event());

    private static Event read(String json) throws Exception {
        Event event = new Event(SCHEMA);
        try (EventReader reader = EventReaders.open(
                EventFormat.NDJSON,
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                DEFINITION,
                SCHEMA,
                ReaderOptions.DEFAULT)) {
            assertThat(reader.next()).isTrue();
            reader.read(event, Long.MAX_VALUE / 2, 0);
        }
        return event;
    }

    @Test
    void shouldWriteWhatReadsAsTheSame() throws Exception {
        // Given
        String json =
                "{\"a\":{\"b c\":[{\"x\":\"é\\n\"},\"y\"]},\"truth\":true,\"whole\":9007199254740993,\"real\":0.1,"
                        + "\"price\":\"-12.30\",\"at\":\"2026-01-02T03:04:05.678Z\",\"local\":\"02/01/2026 11:04:05\","
                        + "\"millis\":1767323045678,\"seconds\":1767323045,\"day\":\"02.01.2026\","
                        + "\"other_day\":\"2026-01-02\",\"id\":\"00000000-0000-4000-8000-000000000001\"}";

        // When
        String written = new EventJson(DEFINITION).write(read(json));

        // Then
        assertThat(written).doesNotContain("none").doesNotContain("\n");
        Event again = read(written);
        Event before = read(json);
        for (int field = 0; field < DEFINITION.event().fields().size(); field++) {
            assertThat(again.isPresent(field)).isEqualTo(before.isPresent(field));
            if (before.isPresent(field)) {
                assertThat(again.value(field)).isEqualTo(before.value(field));
            }
        }
    }
}
