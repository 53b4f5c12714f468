package io.millrace.ingest.sources.poll;

import io.millrace.ingest.intake.EventIds;
import io.millrace.ingest.intake.IntakeOrigin;
import io.millrace.ingest.intake.RecordIntake;
import io.millrace.ingest.sources.ProgressChange;
import io.millrace.ingest.sources.Source;
import io.millrace.ingest.sources.SourceBatch;
import io.millrace.ingest.sources.SourceIntake;
import io.millrace.ingest.sources.SourceStep;
import io.millrace.ingest.sources.poll.HttpAnswers.Answer;
import io.millrace.ingest.sources.poll.PollPosition.Validators;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.model.definition.JsonPath;
import io.millrace.model.definition.SourceDefinition.HeaderValue;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.definition.SourceDefinition.Repeats;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.JsonPlaces;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.shell.life.Backoff;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks an address again and again; a step is a page of an answer. A run is all pages from the first to the last; one that fails within goes on, as the next run,
 * from the page that failed.
 */
public final class PollSource implements Source {
    private static final int MOST_PAGES = 10_000;
    private static final int NOT_MODIFIED = 304;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final SourceKey key;
    private final Poll definition;
    private final SourceIntake intake;
    private final Access access;
    private final Backoff backoff;
    private final Pages pages;
    private final Schedule schedule;

    /** What a poll goes through to the outside. */
    public record Access(HttpAnswers http, AllowedHosts hosts, Secrets secrets) {}

    public PollSource(SourceKey key, Poll definition, SourceIntake intake, Access access, Backoff backoff) {
        this.key = key;
        this.definition = definition;
        this.intake = intake;
        this.access = access;
        this.backoff = backoff;
        pages = new Pages(definition);
        schedule = new Schedule(definition.every(), backoff.random());
    }

    @Override
    public SourceStep step(Situation situation) throws InterruptedException {
        SourceProgressRecord progress = situation.progress();
        PollPosition position = PollPosition.of(progress.position());
        boolean goesOn =
                !progress.runs().isEmpty() && progress.runs().get(0).endedAt().isEmpty();
        Instant startedAt = goesOn ? progress.runs().get(0).startedAt() : situation.now();
        ProgressChange change = new ProgressChange(progress, situation.now());
        if (!goesOn) {
            change.beginRun(definition.url().toString());
        }
        try {
            Answer answer = ask(position);
            SourceBatch batch = new SourceBatch();
            PollPosition next = take(answer, position, change.runNumber(), batch, situation.pipeline());
            change.count(batch);
            if (next.page().isPresent()) {
                return SourceStep.of(batch, change.position(next.toMap()).done(), situation.now());
            }
            PollPosition anchored = next.anchored(next.anchor().orElse(startedAt.toEpochMilli()));
            Instant endedAt = intake.clock().instant();
            Instant dueAt = schedule.after(endedAt, anchored.anchor().orElseThrow());
            change.position(anchored.toMap()).endRun(Optional.empty(), endedAt).nextAt(dueAt);
            return SourceStep.of(batch, change.done(), dueAt);
        } catch (PollFailedException failure) {
            PollPosition from = failure.isRefused() ? position.again() : position;
            Duration pause = backoff.after(progress.failures() + 1);
            Duration longer = pause.compareTo(failure.leastPause()) > 0 ? pause : failure.leastPause();
            change.position(from.toMap())
                    .endRun(Optional.of(failure.message()), intake.clock().instant())
                    .fail(progress, failure.message(), longer);
            return SourceStep.of(
                    new SourceBatch(), change.done(), situation.now().plus(longer));
        }
    }

    private Answer ask(PollPosition position) throws PollFailedException, InterruptedException {
        URI address = pages.address(position.page());
        try {
            access.hosts().require(address);
        } catch (IOException unknown) {
            throw PollFailedException.of("the host " + address.getHost() + " is not known");
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        for (Map.Entry<String, HeaderValue> header : definition.headers().entrySet()) {
            String name = header.getKey().equalsIgnoreCase("accept") ? "Accept" : header.getKey();
            headers.put(name, text(header.getValue()));
        }
        if (position.page().isEmpty()) {
            position.validators().etag().ifPresent(tag -> headers.put("If-None-Match", tag));
            position.validators().lastModified().ifPresent(at -> headers.put("If-Modified-Since", at));
        }
        Answer answer = access.http().get(address, headers, definition.timeout());
        requireSuccess(answer);
        return answer;
    }

    private String text(HeaderValue value) throws PollFailedException {
        return value instanceof HeaderValue.Secret secret
                ? access.secrets().get(key.tenant(), secret.name())
                : ((HeaderValue.Text) value).text();
    }

    private static void requireSuccess(Answer answer) throws PollFailedException {
        int status = answer.status();
        if (status / 100 == 2 || status == NOT_MODIFIED) {
            return;
        }
        String message = "the server answered " + status;
        if (status / 100 == 3) {
            throw PollFailedException.refused(message + ", a redirect, which is not followed");
        }
        Optional<Duration> retryAfter = answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
        if (retryAfter.isPresent()) {
            Duration pause = retryAfter.get();
            throw PollFailedException.later(
                    message, pause.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : pause);
        }
        boolean mayPass = status / 100 == 5 || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
        throw mayPass ? PollFailedException.of(message) : PollFailedException.refused(message);
    }

    /** Takes in what an answer holds; says where to go on. */
    private PollPosition take(
            Answer answer, PollPosition position, long run, SourceBatch batch, ActivePipeline pipeline)
            throws PollFailedException {
        if (answer.status() == NOT_MODIFIED) {
            return position.over(position.validators());
        }
        try {
            if (answer.body().length > 0) {
                read(records(answer), position, run, batch, pipeline);
            }
            Validators validators = new Validators(
                    answer.headers().firstValue("ETag"), answer.headers().firstValue("Last-Modified"));
            Optional<String> next = answer.body().length == 0
                    ? Optional.empty()
                    : pages.next(position.page(), answer, batch.accepted() + batch.rejected());
            if (next.isPresent() && position.pages() + 1 >= MOST_PAGES) {
                throw PollFailedException.refused("more than " + MOST_PAGES + " pages");
            }
            return next.isPresent() ? position.next(next.get(), validators) : position.over(validators);
        } catch (IllegalArgumentException malformed) {
            throw PollFailedException.of("the answer can't be read: " + malformed.getMessage());
        }
    }

    private byte[] records(Answer answer) {
        List<JsonPath.Step> steps = definition.records().steps();
        return JsonPlaces.structure(answer.body(), steps)
                .orElseThrow(() -> new IllegalArgumentException("nothing stands at " + definition.records()));
    }

    private void read(byte[] document, PollPosition position, long run, SourceBatch batch, ActivePipeline pipeline) {
        int page = position.pages() + 1;
        String origin = "poll " + definition.url() + " run " + run + " page " + page;
        EventIds ids = definition.repeats() == Repeats.IGNORE
                ? EventIds.ofContent(pipeline, "poll\n" + key.source())
                : EventIds.ofPlace(pipeline, "poll\n" + key.source() + "\n" + run + "\n" + page);
        RecordIntake records = intake.of(new IntakeOrigin(pipeline, origin, "application/json"), ids, batch);
        ReaderOptions options = ReaderOptions.DEFAULT.with(intake.limits().record());
        try (EventReader reader = EventReaders.open(
                EventFormat.JSON,
                new ByteArrayInputStream(document),
                pipeline.definition(),
                pipeline.schema(),
                options)) {
            while (reader.next()) {
                var unused = records.take(reader);
            }
        } catch (MalformedBodyException malformed) {
            throw new IllegalArgumentException(malformed.message(), malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
    }

    @Override
    public void close() {
        // Nothing stays open between steps.
    }
}
