package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** A metric of the task that is counted for each pipeline by itself. Not thread-safe. */
final class PipelineCounter {
    private final ProcessorContext<?, ?> context;
    private final String metric;
    private final Map<String, Sensor> sensors = new HashMap<>();

    PipelineCounter(ProcessorContext<?, ?> context, String metric) {
        this.context = context;
        this.metric = metric;
    }

    /** Nothing happens if {@code more} is 0. */
    void count(ActivePipeline pipeline, int more) {
        if (more == 0) {
            return;
        }
        String entity = context.taskId() + "/" + pipeline.tenant() + "/" + pipeline.name();
        sensors.computeIfAbsent(entity, this::sensorOf).record(more);
    }

    private Sensor sensorOf(String entity) {
        return context.metrics().addRateTotalSensor("millrace-route", entity, metric, Sensor.RecordingLevel.INFO);
    }

    void close() {
        sensors.values().forEach(context.metrics()::removeSensor);
        sensors.clear();
    }
}
