package io.millrace.cli.replay;

import io.millrace.cli.api.FileIngest;
import io.millrace.cli.api.ProblemException;
import io.millrace.cli.api.UnavailableException;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.RejectedRecordException;
import io.millrace.model.replay.Playback;
import io.millrace.model.replay.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.function.IntConsumer;

/** Plays a recording, in requests that hold what is due at one time. */
public final class Player {
    private static final int MOST_RECORDS = 5_000;
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Recording recording;
    private final PipelineDefinition definition;
    private final Sender sender;
    private final Clock clock;
    private final Pause pause;
    private final Event event;
    private final EventJson json;

    /** Sends a body of NDJSON. */
    public interface Sender {
        FileIngest.Outcome send(byte[] body, String idempotencyKey)
                throws ProblemException, UnavailableException, InterruptedException;
    }

    /** Waits until there is something to play. */
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /**
     * What became of a round.
     *
     * @param unread records that are no events of the definition, and were not sent
     */
    public record Totals(long accepted, long rejected, long unread) {
        /** Of this and another round. */
        public Totals plus(Totals other) {
            return new Totals(accepted + other.accepted, rejected + other.rejected, unread + other.unread);
        }
    }

    /**
     * @param schema of the definition's events
     */
    public Player(
            Recording recording,
            PipelineDefinition definition,
            EventSchema schema,
            Sender sender,
            Clock clock,
            Pause pause) {
        this.recording = recording;
        this.definition = definition;
        this.sender = sender;
        this.clock = clock;
        this.pause = pause;
        event = new Event(schema);
        json = new EventJson(definition);
    }

    /**
     * Plays all records once, each when it is due.
     *
     * @param key names the round: one that is played again under the same key counts once
     * @param played is told how many records are behind
     */
    public Totals play(Playback playback, String key, IntConsumer played)
            throws IOException, MalformedBodyException, ProblemException, UnavailableException, InterruptedException {
        Totals totals = new Totals(0, 0, 0);
        try (Recording.Reading reading = recording.from(0)) {
            while (reading.position() < recording.size()) {
                waitFor(playback.due(recording.time(reading.position())));
                int first = reading.position();
                StringBuilder body = new StringBuilder();
                long unread = collect(reading, playback, body);
                if (!body.isEmpty()) {
                    FileIngest.Outcome outcome =
                            sender.send(body.toString().getBytes(StandardCharsets.UTF_8), key + "/" + first);
                    totals = totals.plus(new Totals(outcome.accepted(), outcome.rejectedCount(), 0));
                }
                totals = totals.plus(new Totals(0, 0, unread));
                played.accept(reading.position());
            }
        }
        return totals;
    }

    private void waitFor(long due) throws InterruptedException {
        long left = due - clock.millis();
        if (left > 0) {
            pause.of(Duration.ofMillis(left));
        }
    }

    /** Adds what is due; says how many records could not be read. */
    private long collect(Recording.Reading reading, Playback playback, StringBuilder body)
            throws IOException, MalformedBodyException {
        long now = clock.millis();
        int timeField = event.schema().indexOf(definition.event().time().orElseThrow());
        long unread = 0;
        int records = 0;
        while (reading.position() < recording.size()
                && records < MOST_RECORDS
                && body.length() < MOST_CHARACTERS
                && playback.due(recording.time(reading.position())) <= now) {
            EventReader record = reading.next();
            records++;
            try {
                record.read(event, now, 0);
                event.setLong(timeField, playback.played(event.eventTime()));
                body.append(json.write(event)).append('\n');
            } catch (RejectedRecordException rejected) {
                unread++;
            }
        }
        return unread;
    }
}
