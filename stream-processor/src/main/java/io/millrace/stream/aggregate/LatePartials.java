package io.millrace.stream.aggregate;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Counts, for each pipeline, the partial aggregates that came when the state of their window was gone. Not thread-safe. */
final class LatePartials {
    private final ProcessorContext<?, ?> context;
    private final Map<String, Sensor> sensors = new HashMap<>();

    LatePartials(ProcessorContext<?, ?> context) {
        this.context = context;
    }

    void count(PipelineTime pipeline) {
        String entity = context.taskId() + "/" + pipeline.tenant() + "/" + pipeline.pipeline();
        sensors.computeIfAbsent(entity, this::sensorOf).record();
    }

    private Sensor sensorOf(String entity) {
        return context.metrics()
                .addRateTotalSensor("millrace-aggregate", entity, "partials-late", Sensor.RecordingLevel.INFO);
    }

    void close() {
        sensors.values().forEach(context.metrics()::removeSensor);
        sensors.clear();
    }
}
