package io.millrace.ingest.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.model.event.EventId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
class EventsHttpTest extends HttpTest {
    private static final String EVENTS = PIPELINES + "speeds/events";
    private static final String NDJSON = "application/x-ndjson";
    private static final String A = "{\"device\":\"a\",\"speed\":1}\n";
    private static final String B = "{\"device\":\"b\",\"speed\":2}\n";

    EventsHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    @BeforeEach
    void putPipeline() {
        put("speeds", definition("speeds", ""), "Content-Type", "application/yaml");
    }

    private long events() {
        return attachments.producer.history().stream()
                .filter(record -> record.topic().equals("events.acme"))
                .count();
    }

    private List<DeadLetter> deadLetters() {
        return attachments.producer.history().stream()
                .filter(record -> record.topic().equals("dead-letters"))
                .map(record -> attachments.deadLetters.deserialize(record.value()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json                       | {\"device\":\"a\",\"speed\":1}                              | 1",
                "application/json; charset=utf-8        | [{\"device\":\"a\",\"speed\":1},{\"device\":\"b\",\"speed\":2}] | 2",
                "application/json                       | []                                                          | 0",
                "application/x-ndjson                   | {\"device\":\"a\",\"speed\":1}                              | 1",
                "text/csv                               | 'device,speed\na,1\nb,2\n'                                  | 2",
                "text/csv                               | 'device,speed\n'                                            | 0",
            })
    void shouldAcceptEveryFormat(String contentType, String body, int accepted) {
        // When
        Answer answer = post(EVENTS, contentType, body);

        // Then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.response().body())
                .isEqualTo("{\"accepted\":" + accepted + ",\"rejectedCount\":0,\"rejected\":[]}");
        assertThat(events()).isEqualTo(accepted);
    }

    @Test
    void shouldTakeTheDelimiterFromTheAddress() {
        // When
        Answer semicolon = post(EVENTS + "?delimiter=%3B", "text/csv", "device;speed\na;1\n");
        Answer tab = post(EVENTS + "?delimiter=%09", "text/csv", "device\tspeed\na\t1\n");

        // Then
        assertThat(semicolon.status()).isEqualTo(202);
        assertThat(tab.status()).isEqualTo(202);
        assertThat(events()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "?quote='                                   | `device,speed\n'a,b',1\n`   | 1",
                "?quote=none                                | `device,speed\n\"a,1\n`     | 1",
                "?header=true                               | `device,speed\na,1\n`       | 1",
                "?header=false&columns=device,speed         | `a,1\nb,2\n`                | 2",
                "?header=false&columns=+speed+,,device      | `1,x,a\n`                   | 1",
                "?header=false&columns=device,speed&delimiter=%09&quote=%27 | `'a\tb'\t1\n` | 1",
            })
    void shouldTakeFromTheAddressHowACsvIsWritten(String parameters, String body, int accepted) {
        // When
        Answer answer = post(EVENTS + parameters, "text/csv", body);

        // Then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv         | ?quote=x                                  | quote     | can't be a quote",
                "text/csv         | ?quote=                                   | quote     | can't be a quote",
                "text/csv         | ?delimiter=%3B&quote=%3B                      | quote     | the delimiter too",
                "text/csv         | ?header=no                                | header    | neither true nor false",
                "text/csv         | ?header=false                             | columns   | is missing",
                "text/csv         | ?columns=device,speed                     | columns   | contradicts",
                "text/csv         | ?header=true&columns=device,speed         | columns   | contradicts",
                "text/csv         | ?header=false&columns=,                   | columns   | names no column",
                "application/json | ?quote='                                  | quote     | not CSV",
                "application/json | ?columns=a                                | columns   | not CSV",
                "application/json | ?header=true                              | header    | not CSV",
                "text/csv         | ?separator=:                              | separator | not a parameter",
            })
    void shouldNameTheParameterThatCannotBe(String contentType, String parameters, String path, String message) {
        // When
        Answer answer = post(EVENTS + parameters, contentType, "device,speed\na,1\n");

        // Then
        assertProblem(answer, 422, "invalid-parameter");
        assertThat(answer.json().get("errors")).hasSize(1);
        assertThat(answer.json().at("/errors/0/path").asText()).isEqualTo(path);
        assertThat(answer.json().at("/errors/0/message").asText()).contains(message);
        assertThat(attachments.producer.history()).isEmpty();
    }

    @Test
    void shouldNameTheDeclaredColumnsThatLack() {
        // When
        Answer answer = post(EVENTS + "?header=false&columns=device,pace", "text/csv", "a,1\n");

        // Then
        assertProblem(answer, 422, "unusable-header");
        assertThat(answer.json().at("/errors/0/path").asText()).isEqualTo("columns");
        assertThat(answer.json().at("/errors/0/message").asText()).contains("speed");
    }

    @Test
    void shouldKeepDeclaredColumnsWithADeadLetter() {
        // When
        post(EVENTS + "?header=false&columns=device,speed", "text/csv", "a,fast\n");

        // Then
        assertThat(deadLetters()).singleElement().satisfies(letter -> assertThat(letter.header())
                .contains("device,speed"));
    }

    @Test
    void shouldSayWhichRecordsAreBeyondTheLimits() {
        // Given
        String deep = "{\"device\":\"a\",\"speed\":1,\"x\":" + "[".repeat(100_000) + "}\n";
        String wide = "{\"device\":\"a\",\"speed\":1"
                + IntStream.range(0, 1_000)
                        .mapToObj(key -> ",\"k" + key + "\":0")
                        .collect(Collectors.joining()) + "}\n";
        String large = "{\"device\":\"" + "a".repeat(1 << 20) + "\",\"speed\":1}\n";

        // When
        Answer answer = post(EVENTS, NDJSON, deep + wide + large + A);

        // Then
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().get("rejected").findValuesAsText("code"))
                .containsExactly("nested-too-deep", "too-many-fields", "record-too-large");
    }

    @Test
    void shouldSayWhichRecordsWereRejected() {
        // When
        Answer answer = post(EVENTS, NDJSON, A + "\n{\"device\":\"b\",\"speed\":\"fast\"}\nno json\n");

        // Then
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().get("rejectedCount").asInt()).isEqualTo(2);
        assertThat(answer.json().at("/rejected/0/index").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/rejected/0/line").asInt()).isEqualTo(3);
        assertThat(answer.json().at("/rejected/0/field").asText()).isEqualTo("speed");
        assertThat(answer.json().at("/rejected/0/code").asText()).isEqualTo("not-a-number");
        assertThat(answer.json().at("/rejected/0/message").asText()).contains("fast");
        assertThat(answer.json().at("/rejected/1").has("field")).isFalse();
        assertThat(deadLetters())
                .extracting(letter -> letter.id().toString())
                .isEqualTo(answer.json().get("rejected").findValuesAsText("deadLetter"));
        assertThat(deadLetters().get(1).original()).isEqualTo("no json".getBytes(UTF_8));
    }

    @Test
    void shouldAnswer422WhenNoRecordWasAccepted() {
        // When
        Answer answer = post(EVENTS, NDJSON, "x\n".repeat(101));

        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("accepted").asInt()).isZero();
        assertThat(answer.json().get("rejectedCount").asInt()).isEqualTo(101);
        assertThat(answer.json().get("rejected")).hasSize(100);
    }

    @Test
    void shouldSayWhereADocumentBreaks() {
        // When
        Answer answer = post(EVENTS, "application/json", "[" + A + ", {\"device\"");

        // Then
        assertProblem(answer, 400, "malformed-document");
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().get("rejectedCount").asInt()).isZero();
        assertThat(answer.json().get("nextIndex").asInt()).isEqualTo(1);
        assertThat(deadLetters()).singleElement().satisfies(letter -> assertThat(letter.id())
                .hasToString(answer.json().get("deadLetter").asText()));
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

    @Test
    void shouldNameTheColumnsThatAHeaderLacks() {
        // When
        Answer answer = post(EVENTS, "text/csv", "device,pace\na,1\n");

        // Then
        assertProblem(answer, 422, "unusable-header");
        assertThat(answer.json().get("errors")).hasSize(1);
        assertThat(answer.json().at("/errors/0").toString()).contains("speed");
        assertThat(attachments.producer.history()).isEmpty();
    }

    @Test
    void shouldGiveTheSameIdsToARetryUnderTheSameKey() {
        // When
        for (int attempt = 0; attempt < 2; attempt++) {
            send("POST", EVENTS, BodyPublishers.ofString(A + B), "Content-Type", NDJSON, "Idempotency-Key", "order-1");
        }

        // Then
        List<EventId> ids = attachments.producer.history().stream()
                .map(record -> EventId.read(record.key()))
                .toList();
        assertThat(ids).hasSize(4);
        assertThat(ids.subList(2, 4)).isEqualTo(ids.subList(0, 2));
    }

    @Test
    void shouldDecompressBodiesToTheirEnd() throws IOException {
        // Given
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(gzip(A));
        members.write(gzip(B));
        byte[] zstd = Zstd.compress((A + B).getBytes(UTF_8));

        // When
        Answer gzipped = compressed("gzip", members.toByteArray());
        Answer zstandard = compressed("zstd", zstd);

        // Then
        assertThat(gzipped.json().get("accepted").asInt()).isEqualTo(2);
        assertThat(zstandard.json().get("accepted").asInt()).isEqualTo(2);
    }

    @Test
    void shouldSayThatCompressedDataIsCutOff() throws IOException {
        // Given
        byte[] whole = gzip((A + B).repeat(1000));

        // When
        Answer answer = compressed("gzip", Arrays.copyOf(whole, whole.length - 4));

        // Then
        assertProblem(answer, 400, "corrupt-encoding");
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(2000);
    }

    private Answer compressed(String encoding, byte[] body) {
        return send(
                "POST", EVENTS, BodyPublishers.ofByteArray(body), "Content-Type", NDJSON, "Content-Encoding", encoding);
    }

    private static byte[] gzip(String content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content.getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/tenants/acme/pipelines/nobody/events,              application/json,               404, not-found",
        "/v1/tenants/nobody/pipelines/speeds/events,            application/json,               404, not-found",
        "/v1/tenants/acme/pipelines/speeds/events,              text/plain,                     415, unsupported-media-type",
        "/v1/tenants/acme/pipelines/speeds/events,              text/csv; charset=iso-8859-1,   415, unsupported-media-type",
        "/v1/tenants/acme/pipelines/speeds/events?delimiter=;;, text/csv,                       422, invalid-parameter",
        "/v1/tenants/acme/pipelines/speeds/events?delimiter=%22,text/csv,                       422, invalid-parameter",
        "/v1/tenants/acme/pipelines/speeds/events?delimiter=;,  application/json,               422, invalid-parameter",
    })
    void shouldRefuseWithAProblem(String path, String contentType, int status, String type) {
        // When
        Answer answer = post(path, contentType, A);

        // Then
        assertProblem(answer, status, type);
        assertThat(attachments.producer.history()).isEmpty();
    }

    @Test
    void shouldRefuseABodyOfUnknownKind() {
        // When
        Answer untyped = send("POST", EVENTS, BodyPublishers.ofString(A));
        Answer brotli = compressed("br", new byte[] {1});
        Answer keyless = send(
                "POST", EVENTS, BodyPublishers.ofString(A), "Content-Type", NDJSON, "Idempotency-Key", "k".repeat(256));

        // Then
        assertProblem(untyped, 415, "unsupported-media-type");
        assertProblem(brotli, 415, "unsupported-media-type");
        assertProblem(keyless, 422, "invalid-parameter");
    }

    @Test
    void shouldNameAnUnknownParameter() {
        // When
        Answer answer = post(EVENTS + "?heading=no&delimiter=;&delimiter=,", "text/csv", "device,speed\n");

        // Then
        assertThat(answer.json().get("errors").findValuesAsText("path"))
                .containsExactlyInAnyOrder("heading", "delimiter");
    }

    @Test
    void shouldSayWhereToGoOnWhenKafkaRefuses() {
        // Given
        attachments.producer.sendException = new TimeoutException("no room");

        // When
        Answer answer = post(EVENTS, NDJSON, A + B);

        // Then
        assertProblem(answer, 503, "unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().get("retryable").asBoolean()).isTrue();
        assertThat(answer.json().get("accepted").asInt()).isZero();
        assertThat(answer.json().get("nextIndex").asInt()).isZero();
    }

    @Test
    void shouldTakeNothingBeforeItIsReady() {
        // Given
        attachments.obstacle = Optional.of("the definitions are still being read");

        // When
        Answer answer = post(EVENTS, NDJSON, A);

        // Then
        assertProblem(answer, 503, "unavailable");
        assertThat(attachments.producer.history()).isEmpty();
    }

    @Test
    void shouldCountWhatCameIn() {
        // Given
        post(EVENTS, NDJSON, A + "no json\n");

        // When
        String metrics = get("/prometheus").response().body();

        // Then
        assertThat(metrics)
                .containsPattern(
                        "millrace_ingest_records_total\\{outcome=\"accepted\",pipeline=\"speeds\",tenant=\"acme\"} [1-9]")
                .containsPattern(
                        "millrace_ingest_records_total\\{outcome=\"rejected\",pipeline=\"speeds\",tenant=\"acme\"} [1-9]")
                .containsPattern("millrace_ingest_bytes_total\\{pipeline=\"speeds\",tenant=\"acme\"} [1-9]");
    }
}
