package io.millrace.ingest.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.millrace.ingest.intake.IntakeReport;
import io.millrace.ingest.intake.IntakeReport.Ending;
import io.millrace.ingest.intake.IntakeReport.RejectedRecord;
import io.millrace.model.format.EventReader;
import io.millrace.shell.http.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a body that was read to its end.
 *
 * @param rejected the first of them
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record EventsAnswer(long accepted, long rejectedCount, List<Rejected> rejected) {
    private static final String SEND_AGAIN = "send the whole body again, with the same Idempotency-Key if it has one";

    /** A record that was not accepted. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rejected(
            long index, @Nullable Long line, @Nullable String field, String code, String message, String deadLetter) {
        static Rejected of(RejectedRecord record) {
            return new Rejected(
                    record.index(),
                    record.line() == EventReader.NO_LINE ? null : record.line(),
                    record.field().orElse(null),
                    record.code(),
                    record.message(),
                    record.deadLetter().toString());
        }
    }

    static MutableHttpResponse<?> of(IntakeReport report) {
        Ending ending = report.ending();
        if (ending instanceof Ending.Malformed malformed) {
            return malformed(report, malformed);
        } else if (ending instanceof Ending.CorruptEncoding corrupt) {
            return problem(
                    report,
                    Problem.of(
                            HttpStatus.BAD_REQUEST,
                            "corrupt-encoding",
                            "The body can't be decompressed",
                            "the compressed data is corrupt or ends too early: " + corrupt.message()),
                    Map.of());
        } else if (ending instanceof Ending.Unavailable unavailable) {
            return problem(
                    report,
                    Problem.unavailable(
                            "Kafka does not take the events now (" + unavailable.message() + "); " + SEND_AGAIN),
                    Map.of());
        } else if (ending instanceof Ending.OverQuota over) {
            // Not 429: a part of the body was taken, and the whole of it is to be sent again.
            return withProgress(report, Problems.overQuota(HttpStatus.SERVICE_UNAVAILABLE, SEND_AGAIN), Map.of())
                    .toResponse(over.retryAfter());
        } else if (ending instanceof Ending.ClientGone) {
            return problem(
                    report,
                    Problem.of(
                            HttpStatus.BAD_REQUEST,
                            "body-cut-off",
                            "The body ended too early",
                            "the connection ended within the body"),
                    Map.of());
        }
        return complete(report);
    }

    /** Nothing was read, since the tenant is over its quota. */
    static MutableHttpResponse<?> refused(Duration retryAfter) {
        return Problems.overQuota(HttpStatus.TOO_MANY_REQUESTS, "nothing of the body was taken; send it again later")
                .toResponse(retryAfter);
    }

    private static MutableHttpResponse<?> complete(IntakeReport report) {
        HttpStatus status = report.rejectedCount() == 0
                ? HttpStatus.ACCEPTED
                : report.accepted() > 0 ? HttpStatus.MULTI_STATUS : HttpStatus.UNPROCESSABLE_ENTITY;
        return HttpResponse.status(status)
                .body(new EventsAnswer(
                        report.accepted(),
                        report.rejectedCount(),
                        report.rejected().stream().map(Rejected::of).toList()));
    }

    private static MutableHttpResponse<?> malformed(IntakeReport report, Ending.Malformed malformed) {
        List<Problem.Item> items = Problem.Item.of(malformed.problems());
        if (malformed.headerAtFault()) {
            return Problem.of(
                            HttpStatus.UNPROCESSABLE_ENTITY,
                            "unusable-header",
                            "The CSV header can't be used",
                            malformed.message())
                    .withErrors(items)
                    .toResponse();
        }
        Map<String, Object> members = new LinkedHashMap<>();
        if (malformed.line() != EventReader.NO_LINE) {
            members.put("line", malformed.line());
        }
        malformed.deadLetter().ifPresent(id -> members.put("deadLetter", id.toString()));
        Problem problem = Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "malformed-document",
                        "The document can't be read to its end",
                        malformed.message())
                .withErrors(items);
        return problem(report, problem, members);
    }

    /** A problem that says how far it got. */
    private static MutableHttpResponse<?> problem(IntakeReport report, Problem problem, Map<String, Object> more) {
        return withProgress(report, problem, more).toResponse();
    }

    private static Problem withProgress(IntakeReport report, Problem problem, Map<String, Object> more) {
        Map<String, Object> members = new LinkedHashMap<>(more);
        members.put("accepted", report.accepted());
        members.put("rejectedCount", report.rejectedCount());
        members.put("nextIndex", report.nextIndex());
        return problem.withMembers(members);
    }
}
