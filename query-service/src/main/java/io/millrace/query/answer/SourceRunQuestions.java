package io.millrace.query.answer;

import io.millrace.cassandra.SourceRunRow;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.query.read.SourceRunReader;
import io.millrace.query.request.SourceRunParameters;
import io.millrace.query.request.SourceRunQuery;
import java.util.List;
import java.util.Map;

/** From what is asked of runs of sources to what is answered. Thread-safe. */
public final class SourceRunQuestions {
    private final Definitions definitions;
    private final SourceRunReader reader;
    private final SourceRunJson json = new SourceRunJson();

    public SourceRunQuestions(Definitions definitions, SourceRunReader reader) {
        this.definitions = definitions;
        this.reader = reader;
    }

    /**
     * A page of a source's runs, as JSON in UTF-8. Also of a source that there is no more, for as long as its runs are kept.
     *
     * @param parameters each query parameter's values, decoded
     * @throws NoSuchRollupException if there is no such source, and no run of one that is asked for
     * @throws io.millrace.query.request.InvalidRequestException if the parameters are wrong
     * @throws io.millrace.query.read.RowsUnavailableException if they can't be read now
     */
    public byte[] page(SourceRunRow.Source source, Map<String, List<String>> parameters) {
        ActivePipeline pipeline = definitions
                .find(source.tenant(), source.pipeline())
                .orElseThrow(() -> new NoSuchRollupException(
                        "tenant '" + source.tenant() + "' has no pipeline '" + source.pipeline() + "'"));
        SourceRunQuery query = SourceRunParameters.parse(source, parameters);
        SourceRunReader.Page page = reader.read(query);
        if (page.runs().isEmpty() && query.first() && !has(pipeline, source.source())) {
            throw new NoSuchRollupException("pipeline '" + source.pipeline() + "' has no source '" + source.source()
                    + "', and there are no runs of one in the time that is asked for");
        }
        return json.page(query, page);
    }

    private static boolean has(ActivePipeline pipeline, String source) {
        return !pipeline.isDeleted()
                && pipeline.definition().sources().stream()
                        .anyMatch(defined -> defined.name().equals(source));
    }
}
