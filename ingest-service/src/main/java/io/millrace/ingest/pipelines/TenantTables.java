package io.millrace.ingest.pipelines;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.InvalidDefinitionException;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.table.TableLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The typed tables of tenants, which share a keyspace: a name stands for one table, and the table that was made once stays as its rows are. So a name
 * belongs to the first pipeline that had it, also when that leaves it out or is deleted. Thread-safe.
 */
record TenantTables(Definitions definitions) {
    /**
     * @throws InvalidDefinitionException if another pipeline of the tenant has or had a table of one of these names
     */
    void requireFree(String tenant, PipelineDefinition definition) {
        List<DefinitionProblem> problems = new ArrayList<>();
        for (int index = 0; index < definition.tables().size(); index++) {
            String table = definition.tables().get(index).name();
            String path = "tables[" + index + "].name";
            owner(tenant, table)
                    .map(ActivePipeline::name)
                    .filter(owner -> !owner.equals(definition.pipeline()))
                    .ifPresent(owner -> problems.add(new DefinitionProblem(
                            path,
                            "table " + table + " belongs to pipeline " + owner,
                            "give it another name, such as " + table + "_2")));
        }
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionException(problems);
        }
    }

    private Optional<ActivePipeline> owner(String tenant, String table) {
        return definitions.all().stream()
                .filter(pipeline -> pipeline.tenant().equals(tenant)
                        && pipeline.tablesOfAllVersions().stream()
                                .anyMatch(layout -> layout.table().equals(table)))
                .findFirst();
    }

    /** Why a pipeline's tables, as they are, can't take the rows of its next definition. */
    static List<DefinitionProblem> problems(ActivePipeline former, PipelineDefinition definition) {
        List<DefinitionProblem> problems = new ArrayList<>();
        List<TableLayout> layouts = TableLayout.of(definition);
        for (int index = 0; index < layouts.size(); index++) {
            TableLayout layout = layouts.get(index);
            String path = "tables[" + index + "]";
            former.tablesOfAllVersions().stream()
                    .filter(before -> before.table().equals(layout.table()))
                    .flatMap(before -> layout.problemsAfter(before, path).stream())
                    .filter(problem -> !problems.contains(problem))
                    .forEach(problems::add);
        }
        return problems;
    }
}
