package io.millrace.ingest.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.millrace.ingest.intake.IntakeReport.Ending;
import io.millrace.model.format.EventFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class IntakeBodyTest extends IntakeFixture {
    @Test
    void shouldKeepTheRecordsBeforeABrokenDocument() {
        // When
        IntakeReport report = take(request(EventFormat.JSON), "[" + row("a", 1) + "," + row("b", 2) + ", {\"dev");

        // Then
        assertThat(report.accepted()).isEqualTo(2);
        assertThat(report.rejectedCount()).isZero();
        assertThat(report.nextIndex()).isEqualTo(2);
        assertThat(report.ending()).isInstanceOfSatisfying(Ending.Malformed.class, malformed -> {
            assertThat(malformed.headerAtFault()).isFalse();
            assertThat(malformed.deadLetter()).isPresent();
        });
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.code()).isEqualTo("malformed-document");
            assertThat(letter.index()).isEqualTo(2);
            assertThat(new String(letter.original(), UTF_8)).contains("{\"dev");
        });
    }

    @Test
    void shouldSendNothingUnderAHeaderThatLacksRequiredColumns() {
        // When
        IntakeReport report = take(request(EventFormat.CSV), "device,other\na,1\n");

        // Then
        assertThat(report.ending()).isInstanceOfSatisfying(Ending.Malformed.class, malformed -> {
            assertThat(malformed.headerAtFault()).isTrue();
            assertThat(malformed.message()).contains("speed");
        });
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldReadGzipAndZstd() throws IOException {
        // Given
        byte[] body = row("a", 1).getBytes(UTF_8);

        // When
        IntakeReport gzip = take(
                intake(producer, 1000),
                request(pipeline, EventFormat.NDJSON, ContentEncoding.GZIP, Optional.empty()),
                new ByteArrayInputStream(gzip(body)));
        IntakeReport zstd = take(
                intake(producer, 1000),
                request(pipeline, EventFormat.NDJSON, ContentEncoding.ZSTD, Optional.empty()),
                new ByteArrayInputStream(Zstd.compress(body)));

        // Then
        assertThat(gzip.accepted()).isEqualTo(1);
        assertThat(zstd.accepted()).isEqualTo(1);
    }

    @Test
    void shouldReadEveryMemberOfAGzipBodyThatTricklesIn() throws IOException {
        // Given
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(gzip(row("a", 1).getBytes(UTF_8)));
        members.write(gzip(row("b", 2).getBytes(UTF_8)));

        // When
        IntakeReport report = take(
                intake(producer, 1000),
                request(pipeline, EventFormat.NDJSON, ContentEncoding.GZIP, Optional.empty()),
                new Trickle(new ByteArrayInputStream(members.toByteArray())));

        // Then
        assertThat(report.accepted()).isEqualTo(2);
    }

    @Test
    void shouldSayThatCompressedDataIsCutOff() throws IOException {
        // Given
        byte[] whole = gzip(row("a", 1).repeat(100).getBytes(UTF_8));
        byte[] wholeZstd = Zstd.compress(row("a", 1).repeat(100).getBytes(UTF_8));

        for (ContentEncoding encoding : List.of(ContentEncoding.GZIP, ContentEncoding.ZSTD)) {
            byte[] bytes = encoding == ContentEncoding.GZIP ? whole : wholeZstd;

            // When
            IntakeReport report = take(
                    intake(producer, 1000),
                    request(pipeline, EventFormat.NDJSON, encoding, Optional.empty()),
                    new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length - 3)));

            // Then
            assertThat(report.ending()).isInstanceOf(Ending.CorruptEncoding.class);
        }
    }

    @Test
    void shouldRefuseWhatFollowsGzipAndIsNone() throws IOException {
        // Given
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(gzip(row("a", 1).getBytes(UTF_8)));
        body.write("and something else".getBytes(UTF_8));

        // When
        IntakeReport report = take(
                intake(producer, 1000),
                request(pipeline, EventFormat.NDJSON, ContentEncoding.GZIP, Optional.empty()),
                new ByteArrayInputStream(body.toByteArray()));

        // Then
        assertThat(report.ending()).isInstanceOf(Ending.CorruptEncoding.class);
    }

    @Test
    void shouldKeepWholeRecordsOfAClientThatGoesAway() {
        // Given
        InputStream body = new FilterInputStream(new ByteArrayInputStream((row("a", 1) + "{\"dev").getBytes(UTF_8))) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                if (count < 0) {
                    throw new IOException("connection reset");
                }
                return count;
            }
        };

        // When
        IntakeReport report = take(intake(producer, 1000), request(EventFormat.NDJSON), body);

        // Then
        assertThat(report).isEqualTo(new IntakeReport(1, 0, List.of(), 1, new Ending.ClientGone()));
        assertThat(sent("dead-letters")).isEmpty();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    /** Gives a byte at a time and never says that there is more, as a slow connection does. */
    private static final class Trickle extends FilterInputStream {
        Trickle(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(1, length));
        }

        @Override
        public int available() {
            return 0;
        }
    }
}
