package io.millrace.ingest.pipelines;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.SourceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What sources may not read that a definition by itself does not tell. */
final class SourceRules {
    private SourceRules() {}

    /**
     * All that is wrong.
     *
     * @param others the tenant's pipelines
     */
    static List<DefinitionProblem> problems(
            String tenant, PipelineDefinition definition, List<ActivePipeline> others, ReadableTopics topics) {
        List<DefinitionProblem> problems = new ArrayList<>();
        for (int index = 0; index < definition.sources().size(); index++) {
            String path = "sources[" + index + "]";
            SourceDefinition source = definition.sources().get(index);
            if (source instanceof SourceDefinition.Kafka kafka) {
                problem(tenant, kafka.topic(), topics, path + ".topic").ifPresent(problems::add);
            } else if (source instanceof SourceDefinition.CsvFolder folder) {
                others.stream()
                        .filter(other -> !other.name().equals(definition.pipeline()))
                        .filter(other -> reads(other, folder.folder()))
                        .findFirst()
                        .ifPresent(other -> problems.add(new DefinitionProblem(
                                path + ".folder",
                                "the pipeline " + other.name() + " takes the files of this folder",
                                "a folder of its own for each pipeline")));
            }
        }
        return problems;
    }

    private static Optional<DefinitionProblem> problem(
            String tenant, String topic, ReadableTopics topics, String path) {
        if (Topics.isOwn(topic)) {
            return Optional.of(
                    new DefinitionProblem(path, "'" + topic + "' is a topic of Millrace", "a topic of your own"));
        }
        if (!topics.include(tenant, topic)) {
            String readable = topics.of(tenant);
            return Optional.of(new DefinitionProblem(
                    path,
                    "sources of " + tenant + " may not read the topic '" + topic + "'",
                    (readable.isEmpty() ? "" : "one of " + readable + "; ")
                            + "whoever runs the ingest-service names others in millrace.sources.topics"));
        }
        return Optional.empty();
    }

    private static boolean reads(ActivePipeline pipeline, String folder) {
        return pipeline.definition().sources().stream()
                .anyMatch(source -> source instanceof SourceDefinition.CsvFolder taken
                        && taken.folder().equals(folder));
    }
}
