package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** A metric of the task that is counted for each pipeline by itself. Not thread-safe. */
final class PipelineCounter {
    private final ProcessorContext<?, ?> context;
    private final String metric;
    private final Map<Name, Sensor> sensors = new HashMap<>();

    private record Name(String tenant, String pipeline) {}

    PipelineCounter(ProcessorContext<?, ?> context, String metric) {
        this.context = context;
        this.metric = metric;
    }

    /** Nothing happens if {@code more} is 0. */
    void count(ActivePipeline pipeline, int more) {
        if (more > 0) {
            sensors.computeIfAbsent(new Name(pipeline.tenant(), pipeline.name()), this::sensorOf)
                    .record(more);
        }
    }

    private Sensor sensorOf(Name name) {
        String entity = context.taskId() + "/" + name.tenant() + "/" + name.pipeline();
        return context.metrics().addRateTotalSensor("millrace-route", entity, metric, Sensor.RecordingLevel.INFO);
    }

    /**
     * Takes the metrics of pipelines that are no more with them.
     *
     * @param isGone of tenant and pipeline
     */
    void forget(BiPredicate<String, String> isGone) {
        sensors.entrySet().removeIf(entry -> {
            boolean gone = isGone.test(entry.getKey().tenant(), entry.getKey().pipeline());
            if (gone) {
                context.metrics().removeSensor(entry.getValue());
            }
            return gone;
        });
    }

    void close() {
        forget((tenant, pipeline) -> true);
    }
}
