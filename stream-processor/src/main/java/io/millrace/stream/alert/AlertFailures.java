package io.millrace.stream.alert;

import io.millrace.model.definition.PipelineDefinition.AlertDefinition;
import io.millrace.model.expression.ExpressionFailedException;
import io.millrace.stream.partial.Partial;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.metrics.Sensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the rows that an alert could not be judged by, and logs the first of each alert. Not thread-safe. */
final class AlertFailures {
    private static final Logger LOG = LoggerFactory.getLogger(AlertFailures.class);

    private final Sensor sensor;
    private final Set<String> logged = new HashSet<>();

    AlertFailures(Sensor sensor) {
        this.sensor = sensor;
    }

    void count(Partial.Target target, AlertDefinition alert, ExpressionFailedException failure) {
        sensor.record();
        String name = target.tenant() + "/" + target.pipeline() + "/" + alert.name();
        if (logged.add(name)) {
            LOG.warn("alert {} can't be judged by every row: {} has no result", name, failure.expression());
        }
    }
}
