package io.millrace.ingest.service;

import io.micronaut.http.HttpStatus;
import io.millrace.ingest.lookups.ImpossibleLookupException;
import io.millrace.ingest.lookups.LookupInUseException;
import io.millrace.ingest.pipelines.BeingPurgedException;
import io.millrace.ingest.pipelines.ChangedMeanwhileException;
import io.millrace.ingest.pipelines.ImpossibleChangeException;
import io.millrace.ingest.pipelines.ImpossibleFeedException;
import io.millrace.ingest.pipelines.UnreadableDefinitionException;
import io.millrace.ingest.repairs.ReplayLog;
import io.millrace.ingest.tenants.TooManyKeysException;
import io.millrace.kafka.definitions.DefinitionsBehindException;
import io.millrace.kafka.definitions.UnreadableDefinition;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.model.definition.InvalidDefinitionException;
import io.millrace.model.lookup.InvalidLookupException;
import io.millrace.shell.http.Problem;
import io.millrace.shell.http.ProblemException;
import io.millrace.shell.http.ProblemSource;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Which problem an exception of this service is. */
@Singleton
final class Problems implements ProblemSource {
    @Override
    public Optional<Problem> problemOf(Throwable failure) {
        if (failure instanceof InvalidDefinitionException invalid) {
            return Optional.of(Problem.of(
                            HttpStatus.UNPROCESSABLE_ENTITY,
                            "invalid-definition",
                            "The definition is not valid",
                            count(invalid.problems().size()) + " wrong with the definition; nothing was changed")
                    .withErrors(Problem.Item.of(invalid.problems())));
        }
        if (failure instanceof ImpossibleChangeException impossible) {
            return Optional.of(Problem.of(
                            HttpStatus.CONFLICT,
                            "impossible-change",
                            "The running pipeline can't be changed so",
                            "the definition is valid, but what runs can't become it; nothing was changed")
                    .withErrors(Problem.Item.of(impossible.problems())));
        }
        if (failure instanceof ImpossibleFeedException impossible) {
            return Optional.of(of(impossible));
        }
        if (failure instanceof ImpossibleLookupException impossible) {
            return Optional.of(Problem.of(
                            HttpStatus.CONFLICT,
                            "impossible-change",
                            "The lookup can't be changed so",
                            "the lookup is valid, but can't take the place of what is there; nothing was changed")
                    .withErrors(Problem.Item.of(impossible.problems())));
        }
        if (failure instanceof LookupInUseException used) {
            return Optional.of(Problem.of(
                            HttpStatus.CONFLICT,
                            "lookup-in-use",
                            "Pipelines use the lookup",
                            String.valueOf(used.getMessage()) + "; nothing was changed")
                    .withErrors(used.pipelines().stream()
                            .map(pipeline -> new Problem.Item(
                                    "pipeline " + pipeline,
                                    "takes fields from it",
                                    "put the pipeline without that enrich, or delete it"))
                            .toList()));
        }
        if (failure instanceof UnreadableDefinitionException unreadable) {
            return Optional.of(unreadable(unreadable.definition()));
        }
        if (failure instanceof BeingPurgedException purged) {
            return Optional.of(beingPurged(String.valueOf(purged.getMessage())));
        }
        if (failure instanceof ChangedMeanwhileException changed) {
            return Optional.of(Problem.of(
                    HttpStatus.PRECONDITION_FAILED,
                    "changed-meanwhile",
                    "It is not what If-Match says",
                    String.valueOf(changed.getMessage())));
        }
        if (failure instanceof TooManyKeysException) {
            return Optional.of(Problem.of(
                    HttpStatus.CONFLICT,
                    "too-many-keys",
                    "The tenant can't have another key",
                    String.valueOf(failure.getMessage())));
        }
        if (failure instanceof RecordTooLargeException) {
            return Optional.of(Problem.of(
                    HttpStatus.CONFLICT,
                    "too-many-versions",
                    "The pipeline can't keep another version",
                    "all versions of a pipeline together take at most 1 MiB; put the definition as a new pipeline"));
        }
        if (failure instanceof ReplayLog.BusyException) {
            return Optional.of(Problem.unavailable(String.valueOf(failure.getMessage())));
        }
        if (failure instanceof RejectedExecutionException) {
            return Optional.of(Problem.unavailable("more bodies are being read than the service reads at once"));
        }
        if (failure instanceof DefinitionsBehindException) {
            return Optional.of(Problem.unavailable(String.valueOf(failure.getMessage())));
        }
        if (failure instanceof SchemaRegistryException registry && registry.isRetryable()) {
            return Optional.of(Problem.unavailable("the schema registry does not answer; nothing was changed"));
        }
        if (failure instanceof KafkaException) {
            return Optional.of(Problem.unavailable("Kafka does not answer; the same request may be sent again"));
        }
        return Optional.empty();
    }

    private static Problem of(ImpossibleFeedException impossible) {
        Problem problem =
                switch (impossible.reason()) {
                    case UNKNOWN ->
                        Problem.of(
                                HttpStatus.UNPROCESSABLE_ENTITY,
                                "invalid-feed",
                                "The pipeline has no such windows",
                                "what is to be fed is not in the pipeline's definition; nothing was changed");
                    case OTHERWISE ->
                        Problem.of(
                                HttpStatus.CONFLICT,
                                "feed-differs",
                                "The generation is fed otherwise",
                                "a generation is announced once; nothing was changed");
                };
        return problem.withErrors(Problem.Item.of(impossible.problems()));
    }

    /** A conflict that ends by itself. */
    private static Problem beingPurged(String detail) {
        Problem problem =
                Problem.of(HttpStatus.CONFLICT, "being-purged", "What has the name is just being deleted", detail);
        return new Problem(
                problem.type(), problem.title(), problem.status(), detail, true, problem.errors(), problem.members());
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

    static ProblemException unknownPipeline(String tenant, String pipeline) {
        return new ProblemException(Problem.notFound("tenant " + tenant + " has no pipeline " + pipeline));
    }

    static ProblemException unknownFeed(String tenant, String pipeline, String rollup, int generation) {
        return new ProblemException(Problem.notFound("pipeline " + pipeline + " of tenant " + tenant
                + " does not feed generation " + generation + " of a rollup " + rollup));
    }

    static ProblemException unknownTenant(String tenant) {
        return new ProblemException(Problem.notFound("there is no tenant " + tenant
                + " that was made; the administrator makes it with PUT /v1/tenants/" + tenant));
    }

    static ProblemException unknownKey(String tenant, String key) {
        return new ProblemException(Problem.notFound("tenant " + tenant + " has no key with the id " + key));
    }

    static ProblemException unknownLookup(String tenant, String lookup) {
        return new ProblemException(Problem.notFound("tenant " + tenant + " has no lookup " + lookup));
    }

    static ProblemException unknownSource(String tenant, String pipeline, String source) {
        return new ProblemException(
                Problem.notFound("tenant " + tenant + " has no source " + source + " of a pipeline " + pipeline));
    }

    static ProblemException invalidLookup(InvalidLookupException invalid) {
        String shown = invalid.count() > invalid.problems().size()
                ? "; the first " + invalid.problems().size() + " are shown"
                : "";
        return new ProblemException(Problem.of(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "invalid-lookup",
                        "The lookup is not valid",
                        count((int) invalid.count()) + " wrong with the lookup; nothing was changed" + shown)
                .withErrors(Problem.Item.of(invalid.problems())));
    }

    /** Too much came from the tenant. */
    static Problem overQuota(HttpStatus status, String detail) {
        return Problem.of(status, "over-quota", "The tenant is over its quota", detail);
    }

    static ProblemException unsupportedMedia(String detail) {
        return new ProblemException(Problem.of(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "Content of this kind is not taken",
                detail));
    }

    static ProblemException invalidParameters(List<Problem.Item> items) {
        return new ProblemException(Problem.invalidParameters(items));
    }

    private static String count(int things) {
        return things == 1 ? "one thing is" : things + " things are";
    }
}
