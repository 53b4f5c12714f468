package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Counts, for each pipeline, the keys of its events that a lookup does not have. Not thread-safe. */
final class MissingKeys {
    private final ProcessorContext<?, ?> context;
    private final Map<String, Sensor> sensors = new HashMap<>();

    MissingKeys(ProcessorContext<?, ?> context) {
        this.context = context;
    }

    void count(ActivePipeline pipeline, int keys) {
        String entity = context.taskId() + "/" + pipeline.tenant() + "/" + pipeline.name();
        sensors.computeIfAbsent(entity, this::sensorOf).record(keys);
    }

    private Sensor sensorOf(String entity) {
        return context.metrics()
                .addRateTotalSensor("millrace-route", entity, "lookup-keys-missing", Sensor.RecordingLevel.INFO);
    }

    void close() {
        sensors.values().forEach(context.metrics()::removeSensor);
        sensors.clear();
    }
}
