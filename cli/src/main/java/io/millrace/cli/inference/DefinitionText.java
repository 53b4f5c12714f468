package io.millrace.cli.inference;

import io.millrace.model.definition.Durations;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a definition as a person would, with what was found out, and how surely, in comments. */
final class DefinitionText {
    private static final Duration WEEK = Duration.ofDays(7);

    private final StringBuilder yaml = new StringBuilder();
    private final InferredPipeline pipeline;

    private DefinitionText(InferredPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * @param source what the sample is from, for a person
     * @param tryCommand that runs it on the same data
     */
    static String of(InferredPipeline pipeline, String source, String tryCommand) {
        return new DefinitionText(pipeline).write(source, tryCommand);
    }

    private String write(String source, String tryCommand) {
        comment(
                "",
                String.format(
                        Locale.ROOT,
                        "A first definition, from %,d record(s) of %s. What it says of them is true; what it guesses, you know better:",
                        pipeline.sample().records(),
                        source));
        comment("", "look at event.time, event.id and the rollups, then run it on the data, without a server:");
        comment("", "  " + tryCommand);
        comment("", "Every key: docs/pipeline-definition.md");
        if (pipeline.sample().skipped() > 0) {
            comment("", pipeline.sample().skipped() + " more are no records (broken or ragged) and would be rejected.");
        }
        line("apiVersion: millrace/v1");
        line("pipeline: " + pipeline.name());
        line("");
        line("event:");
        line("  fields:");
        pipeline.fields().forEach(this::field);
        pipeline.leftOut().forEach(reason -> comment("    ", "left out: " + reason));
        line("");
        time();
        id();
        line("");
        comment("", "How late an event may be and still count in its window's own row, and how long copies are known.");
        line("lateness: 1d");
        rollups();
        return yaml.toString();
    }

    private void line(String text) {
        yaml.append(text).append('\n');
    }

    private void comment(String indent, String text) {
        line(indent + YamlText.comment(text));
    }

    private void field(InferredField field) {
        field.notes().forEach(note -> comment("    ", note));
        FieldDefinition definition = field.definition();
        List<String> parts = new ArrayList<>();
        parts.add("name: " + YamlText.scalar(definition.name()));
        parts.add("type: "
                + (definition.type().kind() == Kind.DECIMAL
                        ? '"' + definition.type().toString() + '"'
                        : definition.type().toString()));
        if (!definition.from().equals(definition.name())) {
            parts.add("from: " + YamlText.scalar(definition.from()));
        }
        definition.format().ifPresent(format -> parts.add("format: " + YamlText.scalar(format)));
        definition.zone().ifPresent(zone -> parts.add("zone: " + YamlText.scalar(zone.getId())));
        if (definition.optional()) {
            parts.add("optional: true");
        }
        line("    - {" + String.join(", ", parts) + "}");
    }

    private void time() {
        if (pipeline.time().isEmpty()) {
            comment("  ", "No field is a time that every record has: windows go by the time of acceptance.");
            comment("  ", "time: name of a timestamp field that is not optional");
            return;
        }
        comment("  ", "When it happened: windows go by it.");
        line("  time: " + YamlText.scalar(pipeline.time().get().name()));
        if (pipeline.maxAhead().isPresent()) {
            comment("  ", "The sample has times in the future. An event further ahead than this is rejected.");
            line("  maxAhead: " + Durations.format(pipeline.maxAhead().get()));
        }
    }

    private void id() {
        String names = pipeline.id().stream()
                .map(InferredField::name)
                .map(YamlText::scalar)
                .collect(Collectors.joining(", ", "[", "]"));
        if (pipeline.id().isEmpty()) {
            comment(
                    "  ",
                    "What makes an event itself: a second one with the same values is a copy and counts once. Nothing in the");
            comment("  ", "sample seems to; without it every record counts.");
            comment("  ", "id: [fields, that, are, never, null]");
        } else if (pipeline.idIsSure()) {
            comment(
                    "  ",
                    "What makes an event itself: a second one with the same values is a copy and counts once. Unique in the");
            comment("  ", "sample; leave it out if two different records may have the same values.");
            line("  id: " + names);
        } else {
            comment(
                    "  ",
                    "What makes an event itself: a second one with the same values is a copy and counts once. This may be");
            comment("  ", "it, but the sample is too small to tell:");
            comment("  ", "id: " + names);
        }
    }

    private void rollups() {
        FieldNames names = new FieldNames();
        pipeline.dimensions().forEach(field -> names.nameFor(field.name()));
        List<String> measures = measures(names);
        String size = Durations.format(pipeline.window());
        String window = "{type: tumbling, size: " + size + (pipeline.window().equals(WEEK) ? ", offset: 4d}" : "}");
        line("");
        line("rollups:");
        if (pipeline.time().isPresent()) {
            comment("  ", "The sample covers " + described(pipeline.span()) + ". Other windows: hopping, session.");
        }
        FieldNames rollups = new FieldNames();
        if (!pipeline.dimensions().isEmpty()) {
            List<String> dimensions =
                    pipeline.dimensions().stream().map(InferredField::name).toList();
            line("  - name: " + YamlText.scalar(rollups.nameFor("by_" + String.join("_", dimensions) + "_" + size)));
            line("    dimensions: [" + dimensions.stream().map(YamlText::scalar).collect(Collectors.joining(", "))
                    + "]");
            line("    window: " + window);
            line("    measures:");
            measures.forEach(this::line);
        }
        line("  - name: " + YamlText.scalar(rollups.nameFor("all_" + size)));
        line("    window: " + window);
        line("    measures:");
        measures.forEach(this::line);
    }

    private List<String> measures(FieldNames names) {
        List<String> measures = new ArrayList<>();
        measures.add("      - {name: " + names.nameFor("records") + ", type: count}");
        for (InferredField field : pipeline.measured()) {
            for (String type : List.of("sum", "avg", "min", "max")) {
                measures.add("      - {name: " + YamlText.scalar(names.nameFor(type + "_" + field.name())) + ", type: "
                        + type + ", field: " + YamlText.scalar(field.name()) + "}");
            }
        }
        return measures;
    }

    private static String described(Duration span) {
        if (span.toDays() > 2) {
            return span.toDays() + " days";
        }
        return span.toHours() > 2
                ? span.toHours() + " hours"
                : span.toMinutes() > 2 ? span.toMinutes() + " minutes" : span.toSeconds() + " seconds";
    }
}
