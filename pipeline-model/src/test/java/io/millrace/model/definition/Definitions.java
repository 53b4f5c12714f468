package io.millrace.model.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Definitions that tests start from. */
final class Definitions {
    /** Small, valid, one of everything that works. */
    static final String VALID = """
            apiVersion: millrace/v1
            pipeline: gpon
            event:
              fields:
                - {name: province, type: string, from: PROVINCECODE}
                - {name: recorded_at, type: timestamp, from: TIME, format: "dd/MM/yyyy HH:mm:ss", zone: Asia/Shanghai}
                - {name: speed_in, type: long, unit: bit/s, min: 0, max: 10}
                - {name: note, type: string, optional: true}
                - {name: price, type: "decimal(10,2)", from: "$.order['unit price'][0]"}
                - {name: day, type: date, format: yyyy-MM-dd}
              time: recorded_at
              id: [province, recorded_at]
              maxAhead: 2h
              unknownFields: reject
            lateness: 12h
            rollups:
              - name: province_5m
                dimensions: [province]
                window: {type: tumbling, size: 5m, offset: 1m}
                measures:
                  - {name: readings, type: count}
                  - {name: avg_in, type: avg, field: speed_in}
              - name: total_1h
                dimensions: []
                window: {type: tumbling, size: 1h}
                measures:
                  - {name: last_day, type: max, field: day}
            retention: {archive: 10d, rollups: 20d}
            """;

    private Definitions() {}

    /** The valid definition with one piece of its text replaced. */
    static String with(String piece, String replacement) {
        if (!VALID.contains(piece)) {
            throw new IllegalArgumentException("the valid definition has no " + piece);
        }
        return VALID.replace(piece, replacement);
    }

    static List<DefinitionProblem> problems(String yaml) {
        try {
            DefinitionReader.read(yaml);
            return List.of();
        } catch (InvalidDefinitionException invalid) {
            return invalid.problems();
        }
    }

    /** All that the design has, most of which is not supported yet. */
    static String everything() {
        return resource("everything.yaml");
    }

    static String resource(String name) {
        try (var in = Definitions.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Tests run in the module's folder. */
    static String example(String path) {
        return file(Path.of("..", "examples").resolve(path));
    }

    static String documentation() {
        return file(Path.of("..", "docs", "pipeline-definition.md"));
    }

    private static String file(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
