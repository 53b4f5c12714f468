package io.millrace.query.answer;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.model.definition.Suggestion;
import io.millrace.model.table.TableLayout;
import io.millrace.query.read.TableReader;
import io.millrace.query.request.TableParameters;
import io.millrace.query.request.TableQuery;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** From what is asked of typed tables to what is answered. Thread-safe. */
public final class TableQuestions {
    private final Definitions definitions;
    private final TableReader reader;
    private final TableCatalogueJson catalogue = new TableCatalogueJson();

    public TableQuestions(Definitions definitions, TableReader reader) {
        this.definitions = definitions;
        this.reader = reader;
    }

    /** What a tenant has, as JSON in UTF-8. */
    public byte[] catalogue(String tenant) {
        return catalogue.write(tenant, pipelines(tenant));
    }

    /**
     * @param parameters each query parameter's values, decoded
     * @throws NoSuchRollupException if the tenant has no such table
     * @throws io.millrace.query.request.InvalidRequestException if the parameters are wrong
     * @throws io.millrace.query.read.RowsUnavailableException if the rows can't be read now
     */
    public TableAnswer rows(String tenant, String table, Map<String, List<String>> parameters) {
        for (ActivePipeline pipeline : pipelines(tenant)) {
            for (TableLayout layout : pipeline.tables()) {
                if (layout.table().equals(table)) {
                    TableQuery query = TableParameters.parse(tenant, pipeline.name(), layout, parameters);
                    return new TableAnswer(query, reader.read(query));
                }
            }
        }
        List<String> names = pipelines(tenant).stream()
                .flatMap(pipeline -> pipeline.tables().stream())
                .map(TableLayout::table)
                .toList();
        throw new NoSuchRollupException("tenant '" + tenant + "' has no table '" + table + "'; "
                + Suggestion.hint(table, names, "GET /v1/tenants/{tenant}/tables lists them"));
    }

    /** By name; those that were deleted too: what they counted can be read. */
    private List<ActivePipeline> pipelines(String tenant) {
        return definitions.all().stream()
                .filter(pipeline -> pipeline.tenant().equals(tenant))
                .sorted(Comparator.comparing(ActivePipeline::name))
                .toList();
    }
}
