package io.millrace.ingest.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bodies of events may be: their formats and encodings. */
@MicronautTest
class EventFormatsHttpTest extends EventsFixture {
    EventFormatsHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
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

    private static byte[] gzip(String content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
