package io.millrace.benchmarks.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One request with a body of a gigabyte. */
final class LargeBody {
    private static final long BYTES = 1L << 30;
    private static final byte[] HEADER = "region,device,unit,at,speed,note\n".getBytes(StandardCharsets.UTF_8);

    private static final byte[] NOTHING = {};

    private final SmallIngest ingest;
    private final boolean csv;

    /**
     * @param csv or NDJSON
     */
    LargeBody(SmallIngest ingest, boolean csv) {
        this.ingest = ingest;
        this.csv = csv;
    }

    String run() throws IOException, InterruptedException {
        StringBuilder block = new StringBuilder();
        Corpus corpus = new Corpus();
        int rowsOfBlock = 10_000;
        for (int row = 0; row < rowsOfBlock; row++) {
            block.append(corpus.line(row, csv));
        }
        byte[] bytes = block.toString().getBytes(StandardCharsets.UTF_8);
        long blocks = BYTES / bytes.length + 1;
        long rows = blocks * rowsOfBlock;
        double allocatedBefore = ingest.allocated();
        long unused = ingest.mostHeapMegabytes();
        long started = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(ingest.events())
                .header("Content-Type", csv ? "text/csv" : "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new Repeated(csv ? HEADER : NOTHING, bytes, blocks)))
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
                "%s of %,d MB: %,d rows, all accepted, %,.0f rows/s; heap at most %d MB of 256; %.0f bytes allocated a row",
                csv ? "CSV" : "NDJSON",
                (blocks * bytes.length) >> 20,
                rows,
                rows / seconds,
                ingest.mostHeapMegabytes(),
                (ingest.allocated() - allocatedBefore) / rows);
    }

    /** What comes first, then the same rows again and again. */
    private static final class Repeated extends InputStream {
        private final byte[] block;
        private long blocksLeft;
        private byte[] current;
        private int position;

        Repeated(byte[] first, byte[] block, long blocks) {
            current = first;
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
