package io.millrace.ingest.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Avro object container files of events. */
@MicronautTest
class AvroEventsHttpTest extends EventsFixture {
    AvroEventsHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/avro", "avro/binary", "application/vnd.apache.avro"})
    void shouldTakeAvroContainers(String contentType) throws IOException {
        // When
        Answer answer = send("POST", EVENTS, BodyPublishers.ofByteArray(avro()), "Content-Type", contentType);

        // Then
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/rejected/0/index").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/rejected/0").has("line")).isFalse();
        assertThat(answer.json().at("/rejected/0/code").asText()).isEqualTo("missing-field");
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.header())
                    .hasValueSatisfying(schema -> assertThat(schema).contains("Reading"));
            assertThat(letter.original()).containsExactly(2, 'b', 0);
        });
    }

    @Test
    void shouldSayWhereAnAvroContainerBreaks() throws IOException {
        // Given
        byte[] whole = avro();

        // When
        Answer answer = send(
                "POST",
                EVENTS,
                BodyPublishers.ofByteArray(Arrays.copyOf(whole, whole.length + 5)),
                "Content-Type",
                "application/avro");

        // Then
        assertProblem(answer, 400, "malformed-document");
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().get("nextIndex").asInt()).isEqualTo(2);
        assertThat(answer.json().has("line")).isFalse();
    }

    @Test
    void shouldKeepTheBeginningOfWhatIsNoAvroContainer() {
        // When
        Answer answer = post(EVENTS, "application/avro", A);

        // Then
        assertProblem(answer, 400, "malformed-document");
        assertThat(answer.json().get("accepted").asInt()).isZero();
        assertThat(events()).isZero();
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.id()).hasToString(answer.json().get("deadLetter").asText());
            assertThat(letter.original()).isEqualTo(A.getBytes(UTF_8));
        });
    }

    /** A record that is good and one without speed. */
    private static byte[] avro() throws IOException {
        Schema schema = new Schema.Parser().parse("""
                {"type": "record", "name": "Reading", "fields": [
                  {"name": "device", "type": "string"}, {"name": "speed", "type": ["null", "long"]}]}""");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema)).create(schema, out)) {
            writer.append(new GenericRecordBuilder(schema)
                    .set("device", "a")
                    .set("speed", 1L)
                    .build());
            writer.append(new GenericRecordBuilder(schema)
                    .set("device", "b")
                    .set("speed", null)
                    .build());
        }
        return out.toByteArray();
    }
}
