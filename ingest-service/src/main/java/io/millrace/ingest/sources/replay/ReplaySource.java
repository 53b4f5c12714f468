package io.millrace.ingest.sources.replay;

import io.millrace.ingest.intake.EventIds;
import io.millrace.ingest.intake.IntakeOrigin;
import io.millrace.ingest.intake.RecordIntake;
import io.millrace.ingest.sources.ProgressChange;
import io.millrace.ingest.sources.Source;
import io.millrace.ingest.sources.SourceBatch;
import io.millrace.ingest.sources.SourceIntake;
import io.millrace.ingest.sources.SourceStep;
import io.millrace.ingest.sources.folder.TenantFolder;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.SourceKey;
import io.millrace.model.definition.SourceDefinition.Replay;
import io.millrace.model.event.Event;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RecordFile;
import io.millrace.model.replay.Playback;
import io.millrace.model.replay.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Plays files round by round. After an outage what is due by then is played at once, so that the rest keeps its times. The order of records is in memory,
 * and found again by reading the files again.
 */
public final class ReplaySource implements Source {
    /** Whatever was asked for before is over by then; only somebody who asks begins another round. */
    private static final Instant NEVER = Instant.MAX;

    private final SourceKey key;
    private final Replay definition;
    private final TenantFolder place;
    private final SourceIntake intake;
    private Optional<Loaded> loaded = Optional.empty();

    /** What is in memory, and what it is of. */
    private record Loaded(PlayedFiles files, ActivePipeline pipeline, Recording recording) {}

    /**
     * @param root of all tenants' folders
     */
    public ReplaySource(SourceKey key, Replay definition, Path root, SourceIntake intake) {
        this.key = key;
        this.definition = definition;
        this.intake = intake;
        place = new TenantFolder(root, key.tenant(), definition.path());
    }

    @Override
    public SourceStep step(Situation situation) throws IOException {
        Optional<ReplayPosition> position =
                ReplayPosition.of(situation.progress().position());
        boolean isOver = position.filter(ReplayPosition::over).isPresent();
        if (isOver && !definition.loop() && !situation.asked()) {
            return SourceStep.nothing(NEVER);
        }
        try {
            Loaded now = load(situation.pipeline());
            ProgressChange change = new ProgressChange(situation.progress(), situation.now());
            boolean goesOn = !isOver
                    && position.filter(at -> at.files().equals(now.files().identity()))
                            .isPresent();
            if (goesOn) {
                return play(now, position.get(), change, situation);
            }
            change.endRun(Optional.of("the files changed"), situation.now()).beginRun(definition.place());
            ReplayPosition beginning =
                    new ReplayPosition(now.files().identity(), situation.now().toEpochMilli(), 0, false);
            return play(now, beginning, change, situation);
        } catch (MalformedBodyException malformed) {
            throw new IOException(malformed.message(), malformed);
        }
    }

    private Loaded load(ActivePipeline pipeline) throws IOException, MalformedBodyException {
        if (loaded.isPresent() && loaded.get().pipeline().equals(pipeline)) {
            return loaded.get();
        }
        ReaderOptions options =
                new ReaderOptions(definition.csv(), intake.limits().record());
        PlayedFiles files = PlayedFiles.find(place, definition.folder(), options);
        Recording recording = Recording.of(files.files(), pipeline.definition(), pipeline.schema());
        if (recording.size() == 0) {
            throw new IOException(definition.place() + " has no record with an event time");
        }
        loaded = Optional.of(new Loaded(files, pipeline, recording));
        return loaded.get();
    }

    private SourceStep play(Loaded now, ReplayPosition from, ProgressChange change, Situation situation)
            throws IOException, MalformedBodyException {
        Recording recording = now.recording();
        int size = recording.size();
        Playback playback = new Playback(
                definition.speed(), definition.shift(), from.startedAt(), recording.time(0), recording.time(size - 1));
        SourceBatch batch = new SourceBatch();
        List<RecordIntake> intakes = intakes(now, from, batch);
        Consumer<Event> shift = shift(now.pipeline(), playback);
        int played = from.played();
        try (Recording.Reading reading = recording.from(played)) {
            while (played < size
                    && !batch.isFull()
                    && playback.due(recording.time(played)) <= situation.now().toEpochMilli()) {
                EventReader reader = reading.next();
                var unused = intakes.get(recording.file(played)).take(reader, shift);
                played++;
            }
        }
        boolean over = played == size;
        Instant again =
                over || batch.isFull() ? situation.now() : Instant.ofEpochMilli(playback.due(recording.time(played)));
        boolean begins = from.played() == 0;
        if (played == from.played() && !begins) {
            return SourceStep.nothing(again);
        }
        change.count(batch).position(from.behind(played, over).toMap());
        if (over) {
            change.endRun(Optional.empty(), intake.clock().instant());
            // For another round the files are looked at again.
            loaded = Optional.empty();
        } else if (again.isAfter(situation.now())) {
            change.nextAt(again);
        }
        return SourceStep.of(batch, change.done(), again);
    }

    /** One for each file. */
    private List<RecordIntake> intakes(Loaded now, ReplayPosition position, SourceBatch batch) {
        boolean repeats = definition.loop() || definition.shift();
        List<RecordIntake> intakes = new ArrayList<>();
        for (RecordFile file : now.files().files()) {
            String name = String.valueOf(file.path().getFileName());
            String round = repeats ? "\n" + position.startedAt() : "";
            intakes.add(intake.of(
                    new IntakeOrigin(
                            now.pipeline(),
                            "replay of " + name,
                            file.format() == EventFormat.CSV ? "text/csv" : "application/x-ndjson"),
                    EventIds.ofPlace(
                            now.pipeline(), "replay\n" + key.source() + "\n" + name + "\n" + position.files() + round),
                    batch));
        }
        return intakes;
    }

    private static Consumer<Event> shift(ActivePipeline pipeline, Playback playback) {
        if (!playback.shift()) {
            return event -> {};
        }
        int field =
                pipeline.schema().indexOf(pipeline.definition().event().time().orElseThrow());
        return event -> {
            long played = playback.played(event.eventTime());
            event.setLong(field, played);
            event.setEnvelope(played, event.acceptedAt(), event.definitionsOffset());
        };
    }

    @Override
    public void close() {
        loaded = Optional.empty();
    }
}
