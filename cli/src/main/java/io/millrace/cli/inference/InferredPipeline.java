package io.millrace.cli.inference;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a definition will say.
 *
 * @param time the field that is the event time
 * @param maxAhead if event times lie in the future
 * @param id the fields that look like an identity
 * @param idIsSure whether there was enough to see that from; else it is only suggested
 * @param span from the first event time to the last
 * @param leftOut what no field is read from, and why
 */
record InferredPipeline(
        String name,
        Sample sample,
        List<InferredField> fields,
        Optional<InferredField> time,
        Optional<Duration> maxAhead,
        List<InferredField> id,
        boolean idIsSure,
        List<InferredField> dimensions,
        List<InferredField> measured,
        Duration span,
        Duration window,
        List<String> leftOut) {
    InferredPipeline {
        fields = List.copyOf(fields);
        id = List.copyOf(id);
        dimensions = List.copyOf(dimensions);
        measured = List.copyOf(measured);
        leftOut = List.copyOf(leftOut);
    }
}
