package io.millrace.model.definition;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * From YAML 1.2 text (of which JSON is a part) to a definition. Refuses with every problem at once. Safe on any text: nothing but text,
 * numbers, lists and mappings is ever built from it, and size, depth and aliases are bounded.
 */
public final class DefinitionReader {
    public static final String API_VERSION = "millrace/v1";

    /** The longest text read, in bytes of UTF-8. */
    public static final int MAX_BYTES = DocumentParser.MAX_BYTES;

    static final Duration DEFAULT_LATENESS = Duration.ofDays(1);
    static final Duration GREATEST_LATENESS = Duration.ofDays(400);
    static final Duration DEFAULT_ARCHIVE_RETENTION = Duration.ofDays(30);
    static final Duration DEFAULT_ROLLUPS_RETENTION = Duration.ofDays(400);
    private static final Duration LEAST_RETENTION = Duration.ofHours(1);

    /** Cassandra keeps nothing with an expiry for longer than 20 years. */
    private static final Duration GREATEST_RETENTION = Duration.ofDays(7_300);

    private static final int MOST_GENERATIONS = 100;

    private final Problems problems = new Problems();
    private final Columns columns = new Columns(problems);
    private final Optional<String> expectedPipeline;

    private DefinitionReader(Optional<String> expectedPipeline) {
        this.expectedPipeline = expectedPipeline;
    }

    /**
     * @throws InvalidDefinitionException with every reason to refuse it
     */
    public static PipelineDefinition read(String yaml) {
        return new DefinitionReader(Optional.empty()).document(yaml);
    }

    /**
     * @param expectedPipeline what the definition must call its pipeline, such as the name in a URL
     * @throws InvalidDefinitionException with every reason to refuse it
     */
    public static PipelineDefinition read(String yaml, String expectedPipeline) {
        return new DefinitionReader(Optional.of(expectedPipeline)).document(yaml);
    }

    /**
     * @param utf8 the text in UTF-8, with or without byte order mark
     * @param expectedPipeline what the definition must call its pipeline, such as the name in a URL
     * @throws InvalidDefinitionException with every reason to refuse it; bytes that are no UTF-8 are one
     */
    public static PipelineDefinition read(byte[] utf8, String expectedPipeline) {
        try {
            return read(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(utf8))
                            .toString(),
                    expectedPipeline);
        } catch (CharacterCodingException notUtf8) {
            throw new InvalidDefinitionException(
                    List.of(new DefinitionProblem("", "the text is not UTF-8", "save it in UTF-8")));
        }
    }

    private PipelineDefinition document(String yaml) {
        Optional<PipelineDefinition> definition =
                new DocumentParser(problems).parse(yaml).flatMap(this::root);
        if (definition.isEmpty() || !problems.isEmpty()) {
            throw problems.toException();
        }
        return definition.get();
    }

    private Optional<PipelineDefinition> root(DocumentNode node) {
        if (!(node instanceof DocumentNode.Mapping mapping)) {
            problems.add(
                    "",
                    "expected a mapping, found " + node.description(),
                    "start with apiVersion: " + API_VERSION + " and a line pipeline: name");
            return Optional.empty();
        }
        return Optional.of(pipeline(new Section(problems, "", Shape.PIPELINE, mapping)));
    }

    private PipelineDefinition pipeline(Section root) {
        checkApiVersion(root);
        String name = name(root);
        EventDefinition event = new EventReader(columns).read(root);
        Duration lateness =
                root.duration("lateness", Duration.ZERO, GREATEST_LATENESS).orElse(DEFAULT_LATENESS);
        List<PipelineDefinition.EnrichDefinition> enrich = new EnrichReader(columns).read(root);
        ExpressionReader expressions = new ExpressionReader(columns);
        List<PipelineDefinition.DeriveDefinition> derive = expressions.derive(root);
        Optional<String> where = expressions.condition(root, "where");
        PipelineDefinition.RetentionDefinition retention = retention(root);
        RollupReader rollupReader = new RollupReader(problems, columns, expressions, retention.rollups());
        List<RollupDefinition> rollups = rollupReader.read(root);
        List<PipelineDefinition.AlertDefinition> alerts = new AlertReader(columns, rollupReader, rollups).read(root);
        List<PipelineDefinition.TableDefinition> tables = new TableReader(columns).read(root);
        List<SourceDefinition> sources = new SourceReader(event.time().isPresent()).read(root);
        return new PipelineDefinition(
                name, event, lateness, enrich, derive, where, rollups, tables, alerts, retention, sources);
    }

    private static void checkApiVersion(Section root) {
        root.require("apiVersion");
        root.text("apiVersion")
                .filter(version -> !version.equals(API_VERSION))
                .ifPresent(version -> root.problem(
                        "apiVersion",
                        Problems.quote(version) + " is no version of the definition",
                        "apiVersion: " + API_VERSION));
    }

    private String name(Section root) {
        root.require("pipeline");
        Optional<String> name = root.text("pipeline");
        name.filter(text -> !Names.isPipeline(text))
                .ifPresent(text -> root.problem(
                        "pipeline", Problems.quote(text) + " can't be the name of a pipeline", Names.PIPELINE_RULE));
        if (name.isPresent() && expectedPipeline.isPresent() && !name.equals(expectedPipeline)) {
            root.problem(
                    "pipeline",
                    "the definition is of " + Problems.quote(name.get()) + ", not of "
                            + Problems.quote(expectedPipeline.get()),
                    "use one name here and in the address it is put to");
        }
        return name.orElse("");
    }

    private static PipelineDefinition.RetentionDefinition retention(Section root) {
        Optional<Section> section = root.section("retention", Shape.RETENTION);
        return new PipelineDefinition.RetentionDefinition(
                section.flatMap(retention -> retention.duration("archive", LEAST_RETENTION, GREATEST_RETENTION))
                        .orElse(DEFAULT_ARCHIVE_RETENTION),
                section.flatMap(retention -> retention.duration("rollups", LEAST_RETENTION, GREATEST_RETENTION))
                        .orElse(DEFAULT_ROLLUPS_RETENTION),
                section.map(retention -> retention.integer("generations", 0, MOST_GENERATIONS))
                        .orElse(OptionalInt.empty())
                        .orElse(PipelineDefinition.RetentionDefinition.DEFAULT_GENERATIONS));
    }
}
