package io.millrace.query.answer;

import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.value.CsvText;
import io.millrace.model.value.Value;
import io.millrace.query.read.FoundRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An answer's rows as CSV (RFC 4180, UTF-8) with a header: {@code windowStart, windowEnd, closed}, the dimensions, {@code other}
 * if the rollup limits its groups, {@code events}, the measures. No value is an empty cell, the empty string {@code ""}, as ingest reads them. Thread-safe.
 */
public final class CsvAnswer {
    /** The whole document, UTF-8. */
    public byte[] write(RollupAnswer answer) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(1_024 + 128 * answer.page().rows().size());
        try (Writer csv = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
            boolean limited = isLimited(answer);
            writeLine(header(answer, limited), csv);
            for (FoundRow row : answer.page().rows()) {
                writeLine(cells(answer, row, limited), csv);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }

    /** Whether a row may be what groups came to that are not kept apart; a definition may have limited them before. */
    private static boolean isLimited(RollupAnswer answer) {
        return answer.query().rollup().plan().definition().maxGroups().isPresent()
                || answer.page().rows().stream().anyMatch(row -> row.group().isOther());
    }

    private static List<Value> header(RollupAnswer answer, boolean limited) {
        List<String> names = new ArrayList<>(List.of("windowStart", "windowEnd", "closed"));
        names.addAll(answer.query().rollup().plan().groups().names());
        if (limited) {
            names.add("other");
        }
        names.add("events");
        answer.query().askedMeasures().stream().map(Measure::name).forEach(names::add);
        return names.stream().<Value>map(Value.Text::new).collect(Collectors.toList());
    }

    private static List<Value> cells(RollupAnswer answer, FoundRow row, boolean limited) {
        RollupPlan plan = answer.query().rollup().plan();
        RollupState state = row.merged(plan);
        List<Value> cells = new ArrayList<>();
        cells.add(new Value.Time(Instant.ofEpochMilli(row.windowStart())));
        cells.add(new Value.Time(Instant.ofEpochMilli(row.windowEnd())));
        cells.add(new Value.Truth(answer.isClosed(row)));
        cells.addAll(plan.groups().decode(row.group()));
        if (limited) {
            cells.add(new Value.Truth(row.group().isOther()));
        }
        cells.add(new Value.Whole(state.events()));
        for (int measure : answer.query().measures()) {
            cells.add(state.finish(measure));
        }
        return cells;
    }

    private static void writeLine(List<Value> cells, Writer csv) throws IOException {
        StringBuilder line = new StringBuilder();
        CsvText.appendLine(cells, line);
        csv.append(line);
    }
}
