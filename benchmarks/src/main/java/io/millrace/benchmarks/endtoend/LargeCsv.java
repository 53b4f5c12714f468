package io.millrace.benchmarks.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One request with a CSV of a gigabyte. */
final class LargeCsv {
    private static final long BYTES = 1L << 30;
    private static final byte[] HEADER = "region,device,unit,at,speed,note\n".getBytes(StandardCharsets.UTF_8);

    private final SmallIngest ingest;

    LargeCsv(SmallIngest ingest) {
        this.ingest = ingest;
    }

    String run() throws IOException, InterruptedException {
        StringBuilder block = new StringBuilder();
        Corpus corpus = new Corpus();
        int rowsOfBlock = 10_000;
        for (int row = 0; row < rowsOfBlock; row++) {
            block.append(corpus.line(row, true));
        }
        byte[] bytes = block.toString().getBytes(StandardCharsets.UTF_8);
        long blocks = BYTES / bytes.length + 1;
        long rows = blocks * rowsOfBlock;
        double allocatedBefore = ingest.allocated();
        long unused = ingest.mostHeapMegabytes();
        long started = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(ingest.events())
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Repeated(bytes, blocks)))
                .build();
        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
        double seconds = (System.nanoTime() - started) / 1e9;
        if (response.statusCode() != 202 || Answers.accepted(response) != rows) {
            throw new IllegalStateException(
                    rows + " rows were answered " + response.statusCode() + ": " + response.body());
        }
        return String.format(
                Locale.ROOT,
                "a CSV of %,d MB: %,d rows, all accepted, %,.0f rows/s; heap at most %d MB of 256; %.0f bytes allocated a row",
                (blocks * bytes.length) >> 20,
                rows,
                rows / seconds,
                ingest.mostHeapMegabytes(),
                (ingest.allocated() - allocatedBefore) / rows);
    }

    /** A header, then the same rows again and again. */
    private static final class Repeated extends InputStream {
        private final byte[] block;
        private long blocksLeft;
        private byte[] current = HEADER;
        private int position;

        Repeated(byte[] block, long blocks) {
            this.block = block;
            blocksLeft = blocks;
        }

        private boolean hasMore() {
            if (position < current.length) {
                return true;
            }
            current = block;
            position = 0;
            return blocksLeft-- > 0;
        }

        @Override
        public int read() {
            return hasMore() ? current[position++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (!hasMore()) {
                return -1;
            }
            int count = Math.min(length, current.length - position);
            System.arraycopy(current, position, target, offset, count);
            position += count;
            return count;
        }
    }
}
