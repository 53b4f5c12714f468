package io.millrace.ingest.sources.folder;

import io.millrace.ingest.intake.IntakeReport.RejectedRecord;
import io.millrace.model.value.CsvText;
import io.millrace.model.value.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Lists the rejected records of a file beside it. It is written before a step commits, and cut back to what the last commit knew before more is
 * written: so it has each record once, however often a step is tried.
 */
record RejectedReport(Path folder, String file) {
    private static final List<Value> HEADER = List.of(
            new Value.Text("line"),
            new Value.Text("field"),
            new Value.Text("code"),
            new Value.Text("message"),
            new Value.Text("dead_letter"));

    /** While the file is read; hidden, so that it is not taken for one. */
    private Path path() {
        return folder.resolve("." + file + ".rejected");
    }

    /**
     * Adds lines.
     *
     * @param length of what was committed, in bytes
     * @return the length with the lines
     */
    long append(long length, List<RejectedRecord> records) throws IOException {
        StringBuilder text = new StringBuilder();
        for (RejectedRecord record : records) {
            line(
                    Long.toString(record.line()),
                    record.field().orElse(""),
                    record.code(),
                    record.message(),
                    record.deadLetter().toString(),
                    text);
        }
        return append(length, text);
    }

    /** Adds why the file itself could not be used. */
    long append(long length, long line, String code, String message) throws IOException {
        StringBuilder text = new StringBuilder();
        line(Long.toString(line), "", code, message, "", text);
        return append(length, text);
    }

    private static void line(
            String line, String field, String code, String message, String deadLetter, StringBuilder text) {
        CsvText.appendLine(List.of(cell(line), cell(field), cell(code), cell(message), cell(deadLetter)), text);
    }

    private static Value cell(String text) {
        return text.isEmpty() ? Value.MISSING : new Value.Text(text);
    }

    private long append(long length, StringBuilder lines) throws IOException {
        if (lines.isEmpty()) {
            return length;
        }
        StringBuilder text = new StringBuilder();
        if (length == 0) {
            CsvText.appendLine(HEADER, text);
        }
        byte[] bytes = text.append(lines).toString().getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            channel.truncate(length);
            channel.position(length);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                var unused = channel.write(buffer);
            }
            channel.force(false);
        }
        return length + bytes.length;
    }

    /** Moves it beside the file in another folder, if there is one that was not moved yet. */
    void moveTo(Path target, String name) throws IOException {
        if (Files.exists(path())) {
            Files.move(path(), target.resolve(name + ".rejected.csv"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
