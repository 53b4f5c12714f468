package io.millrace.query.answer;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.query.read.AlertReader;
import io.millrace.query.request.AlertParameters;
import io.millrace.query.request.AlertQuery;
import java.util.List;
import java.util.Map;

/** From what is asked of alerts to what is answered. Thread-safe. */
public final class AlertQuestions {
    private final Definitions definitions;
    private final AlertReader reader;
    private final AlertJson json = new AlertJson();

    public AlertQuestions(Definitions definitions, AlertReader reader) {
        this.definitions = definitions;
        this.reader = reader;
    }

    /**
     * A page of a tenant's alerts, as JSON in UTF-8.
     *
     * @param parameters each query parameter's values, decoded
     * @throws io.millrace.query.request.InvalidRequestException if the parameters are wrong
     * @throws io.millrace.query.read.RowsUnavailableException if the alerts can't be read now
     */
    public byte[] alerts(String tenant, Map<String, List<String>> parameters) {
        AlertQuery query = AlertParameters.parse(tenant, definitions.all(), parameters);
        return json.write(query, reader.read(query));
    }
}
