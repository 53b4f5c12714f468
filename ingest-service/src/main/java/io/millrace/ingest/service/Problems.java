package io.millrace.ingest.service;

import io.micronaut.http.HttpStatus;
import io.millrace.ingest.pipelines.ChangedMeanwhileException;
import io.millrace.ingest.pipelines.ImpossibleChangeException;
import io.millrace.ingest.pipelines.UnreadableDefinitionException;
import io.millrace.kafka.definitions.DefinitionsBehindException;
import io.millrace.kafka.definitions.UnreadableDefinition;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.model.definition.InvalidDefinitionException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which problem an exception is: the one place that says so. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static Problem of(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof InvalidDefinitionException invalid) {
            return Problem.of(
                            HttpStatus.UNPROCESSABLE_ENTITY,
                            "invalid-definition",
                            "The definition is not valid",
                            count(invalid.problems().size()) + " wrong with the definition; nothing was changed")
                    .withErrors(Problem.Item.of(invalid.problems()));
        }
        if (failure instanceof ImpossibleChangeException impossible) {
            return Problem.of(
                            HttpStatus.CONFLICT,
                            "impossible-change",
                            "The running pipeline can't be changed so",
                            "the definition is valid, but what runs can't become it; nothing was changed")
                    .withErrors(Problem.Item.of(impossible.problems()));
        }
        if (failure instanceof UnreadableDefinitionException unreadable) {
            return unreadable(unreadable.definition());
        }
        if (failure instanceof ChangedMeanwhileException changed) {
            return Problem.of(
                    HttpStatus.PRECONDITION_FAILED,
                    "changed-meanwhile",
                    "The pipeline is not what If-Match says",
                    String.valueOf(changed.getMessage()));
        }
        if (failure instanceof RecordTooLargeException) {
            return Problem.of(
                    HttpStatus.CONFLICT,
                    "too-many-versions",
                    "The pipeline can't keep another version",
                    "all versions of a pipeline together take at most 1 MiB; put the definition as a new pipeline");
        }
        if (failure instanceof RejectedExecutionException) {
            return unavailable("more bodies are being read than the service reads at once");
        }
        if (failure instanceof NotReadyException || failure instanceof DefinitionsBehindException) {
            return unavailable(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof SchemaRegistryException registry && registry.isRetryable()) {
            LOG.warn("the schema registry can't do it now", registry);
            return unavailable("the schema registry does not answer; nothing was changed");
        }
        if (failure instanceof KafkaException kafka) {
            LOG.warn("Kafka can't do it now", kafka);
            return unavailable("Kafka does not answer; the same request may be sent again");
        }
        LOG.error("a request failed", failure);
        return Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal-error",
                "The service failed",
                "this is a fault of the service; its log says more");
    }

    private static Problem unreadable(UnreadableDefinition definition) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "unreadable-definition",
                        "The stored definition can't be read",
                        "the definition of pipeline " + definition.pipeline() + ", at offset " + definition.offset()
                                + " of the topic pipelines, can't be read by this version of Millrace; nothing was"
                                + " changed")
                .withErrors(List.of(new Problem.Item(
                        "", definition.reason(), "run the version that the definition was put with, or a later one")));
    }

    static Problem unavailable(String detail) {
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "The service can't do this now", detail);
    }

    static ProblemException unknownPipeline(String tenant, String pipeline) {
        return new ProblemException(Problem.of(
                HttpStatus.NOT_FOUND,
                "not-found",
                "There is no such thing",
                "tenant " + tenant + " has no pipeline " + pipeline));
    }

    static ProblemException unsupportedMedia(String detail) {
        return new ProblemException(Problem.of(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "Content of this kind is not taken",
                detail));
    }

    /** A parameter or header that can't be used. */
    static ProblemException invalidParameters(List<Problem.Item> items) {
        return new ProblemException(Problem.of(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "invalid-parameter",
                        "The request's parameters can't be used",
                        count(items.size()) + " wrong with the request's parameters")
                .withErrors(items));
    }

    private static String count(int things) {
        return things == 1 ? "one thing is" : things + " things are";
    }
}
