package io.millrace.ingest.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.InvalidDefinitionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TenantTablesTest {
    private static final String TABLE = "{name: latest, key: [device], columns: [speed, half]}";

    private final DefinitionsView definitions = new DefinitionsView(Duration.ofSeconds(1));
    private long offset;
    private final Pipelines pipelines = new Pipelines(
            definitions,
            decision -> decision.get().ifPresent(this::write),
            (tenant, schema) -> 1,
            ReadableTopics.ALL,
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));

    private void write(PipelineRecord record) {
        definitions.put(record.key(), ActivePipeline.of(record, offset++, DefinitionReader::read));
    }

    private static String definition(String pipeline, String tables) {
        return """
                apiVersion: millrace/v1
                pipeline: %s
                event:
                  fields: [{name: device, type: string}, {name: speed, type: long}, {name: port, type: int}]
                derive: [{name: half, type: long, expr: speed / 2}]
                tables: [%s]
                """.formatted(pipeline, tables);
    }

    private void put(String tenant, String pipeline, String tables) {
        pipelines.put(tenant, pipeline, definition(pipeline, tables), Optional.empty());
    }

    private List<DefinitionProblem> taken(String tenant, String pipeline, String tables) {
        return catchThrowableOfType(InvalidDefinitionException.class, () -> put(tenant, pipeline, tables))
                .problems();
    }

    private List<DefinitionProblem> impossible(String definition) {
        return catchThrowableOfType(
                        ImpossibleChangeException.class,
                        () -> pipelines.put("acme", "one", definition, Optional.empty()))
                .problems();
    }

    @Test
    void shouldKeepTheNameForThePipelineThatHadItFirstAlsoWhenThatIsDeleted() {
        // Given
        put("acme", "one", TABLE);
        put("acme", "one", "");
        pipelines.delete("acme", "one", Optional.empty());

        // When
        List<DefinitionProblem> problems = taken("acme", "two", "{name: own, key: [port], columns: [speed]}, " + TABLE);

        // Then
        assertThat(problems).extracting(DefinitionProblem::path).containsExactly("tables[1].name");
        assertThat(problems.get(0).message()).isEqualTo("table latest belongs to pipeline one");
        assertThat(problems.get(0).hint()).contains("latest_2");
        put("other", "two", TABLE);
        put("acme", "one", TABLE);
    }

    @Test
    void shouldTakeColumnsThatAreAddedAndLeftOut() {
        // Given
        put("acme", "one", TABLE);

        // When
        put("acme", "one", "{name: latest, key: [device], columns: [port]}");

        // Then
        assertThat(definitions.find("acme", "one").orElseThrow().tables().get(0).text())
                .isEqualTo("device string;port int");
    }

    @Test
    void shouldRefuseAnotherKeyWhateverVersionHadTheFormer() {
        // Given
        put("acme", "one", TABLE);
        put("acme", "one", "");

        // When
        List<DefinitionProblem> problems =
                impossible(definition("one", "{name: latest, key: [device, port], columns: [speed]}"));

        // Then
        assertThat(problems).extracting(DefinitionProblem::path).containsExactly("tables[0].key");
        assertThat(problems.get(0).hint()).contains("another name");
    }

    @Test
    void shouldRefuseAnotherTypeOfAColumn() {
        // Given
        put("acme", "one", TABLE);
        put("acme", "one", TABLE.replace("half]", "half, port]"));

        // When
        List<DefinitionProblem> problems = impossible(
                definition("one", TABLE).replace("type: long, expr: speed / 2", "type: double, expr: double(speed)"));

        // Then
        assertThat(problems).extracting(DefinitionProblem::path).containsExactly("tables[0].columns[1]");
        assertThat(problems.get(0).message()).contains("from long to double");
    }
}
