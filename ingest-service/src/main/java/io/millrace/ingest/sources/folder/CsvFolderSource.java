package io.millrace.ingest.sources.folder;

import io.millrace.ingest.intake.EventIds;
import io.millrace.ingest.intake.IntakeOrigin;
import io.millrace.ingest.intake.IntakeReport.RejectedRecord;
import io.millrace.ingest.intake.RecordIntake;
import io.millrace.ingest.sources.ProgressChange;
import io.millrace.ingest.sources.Source;
import io.millrace.ingest.sources.SourceBatch;
import io.millrace.ingest.sources.SourceIntake;
import io.millrace.ingest.sources.SourceStep;
import io.millrace.ingest.sources.folder.FilePosition.Outcome;
import io.millrace.kafka.record.SourceKey;
import io.millrace.model.definition.SourceDefinition.CsvFolder;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the CSV files of a folder one after another, then moves each away.
 *
 * <p>Why none is lost or read twice: a file is moved only once the step that says so has committed, and the next file is begun only once it is moved. Both
 * may be done again without harm.
 */
public final class CsvFolderSource implements Source {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final SourceKey key;
    private final CsvFolder definition;
    private final TenantFolder tenantFolder;
    private final SourceIntake intake;
    private final SettledFiles files;

    /**
     * @param root of all tenants' folders
     */
    public CsvFolderSource(SourceKey key, CsvFolder definition, Path root, SourceIntake intake) {
        this.key = key;
        this.definition = definition;
        this.intake = intake;
        tenantFolder = new TenantFolder(root, key.tenant(), definition.folder());
        files = new SettledFiles(definition.settle());
    }

    @Override
    public SourceStep step(Situation situation) throws IOException {
        Path folder = tenantFolder.open();
        Optional<FilePosition> position = FilePosition.of(situation.progress().position());
        if (position.isEmpty()) {
            return takeNext(folder, situation);
        }
        return position.get().outcome().isPresent()
                ? moveAway(folder, position.get(), position.get().outcome().get(), situation)
                : readOn(folder, position.get(), change(situation), situation);
    }

    private static ProgressChange change(Situation situation) {
        return new ProgressChange(situation.progress(), situation.now());
    }

    private SourceStep takeNext(Path folder, Situation situation) throws IOException {
        Optional<FileIdentity> next = files.next(folder, situation.now());
        if (next.isEmpty()) {
            return SourceStep.nothing(situation.now().plus(LOOK));
        }
        FileIdentity file = next.get();
        if (!FileIdentity.of(folder.resolve(file.name())).equals(next)) {
            // It has changed since it was looked at, and will be looked at again.
            return SourceStep.nothing(situation.now());
        }
        return readOn(folder, FilePosition.beginning(file), change(situation).beginRun(file.name()), situation);
    }

    private SourceStep readOn(Path folder, FilePosition from, ProgressChange change, Situation situation)
            throws IOException {
        FileIdentity file = from.file();
        Path path = folder.resolve(file.name());
        RejectedReport report = new RejectedReport(folder, file.name());
        SourceBatch batch = new SourceBatch();
        if (FileIdentity.of(path).isEmpty()) {
            // Somebody took it away; what was read of it counts.
            change.endRun(
                            Optional.of("the file was gone after " + from.index() + " records"),
                            intake.clock().instant())
                    .position(Map.of());
            return SourceStep.of(batch, change.done(), situation.now());
        }
        FilePosition to;
        try {
            to = read(path, from, batch, report, situation);
        } catch (MalformedBodyException malformed) {
            long length = report.append(from.reportBytes(), malformed.line(), "malformed-header", malformed.message());
            change.endRun(Optional.of(malformed.message()), intake.clock().instant())
                    .position(from.ended(Outcome.FAILED, length).toMap());
            return SourceStep.of(new SourceBatch(), change.done(), situation.now());
        }
        change.count(batch).position(to.toMap());
        to.outcome()
                .ifPresent(outcome ->
                        change.endRun(problem(outcome), intake.clock().instant()));
        return SourceStep.of(batch, change.done(), situation.now());
    }

    private static Optional<String> problem(Outcome outcome) {
        return switch (outcome) {
            case DONE -> Optional.empty();
            case FAILED -> Optional.of("no record of the file could be used");
            case CHANGED -> Optional.of("the file changed while it was read");
        };
    }

    private FilePosition read(
            Path path, FilePosition from, SourceBatch batch, RejectedReport report, Situation situation)
            throws IOException, MalformedBodyException {
        FileIdentity file = from.file();
        String origin = "file " + definition.folder() + "/" + file.name();
        RecordIntake records = intake.of(
                new IntakeOrigin(situation.pipeline(), origin, "text/csv"),
                EventIds.ofPlace(
                        situation.pipeline(),
                        key.source() + "\n" + file.name() + "\n" + file.size() + "\n" + file.modifiedAt()),
                batch);
        List<RejectedRecord> rejected = new ArrayList<>();
        boolean ended = false;
        FilePosition to = from;
        ReaderOptions options =
                new ReaderOptions(definition.csv(), intake.limits().record());
        RecordFile.Mark mark = new RecordFile.Mark(from.offset(), from.line(), from.index());
        try (EventReader reader = new RecordFile(path, EventFormat.CSV, options)
                .open(
                        mark,
                        situation.pipeline().definition(),
                        situation.pipeline().schema())) {
            while (!ended && !batch.isFull()) {
                if (reader.next()) {
                    records.take(reader).ifPresent(rejected::add);
                    to = new FilePosition(
                            file,
                            reader.nextOffset(),
                            reader.nextLine(),
                            reader.index() + 1,
                            from.accepted() + batch.accepted(),
                            from.reportBytes(),
                            Optional.empty());
                } else {
                    ended = true;
                }
            }
        }
        boolean changed = !FileIdentity.of(path).equals(Optional.of(file));
        long length = report.append(from.reportBytes(), rejected);
        if (changed) {
            length = report.append(
                    length,
                    to.line(),
                    "file-changed",
                    "the file changed while it was read; what stands above this line was taken");
            return to.ended(Outcome.CHANGED, length);
        }
        if (ended) {
            boolean nothingUsable = to.accepted() == 0 && to.index() > 0;
            return to.ended(nothingUsable ? Outcome.FAILED : Outcome.DONE, length);
        }
        return new FilePosition(file, to.offset(), to.line(), to.index(), to.accepted(), length, Optional.empty());
    }

    private SourceStep moveAway(Path folder, FilePosition position, Outcome outcome, Situation situation)
            throws IOException {
        Path target = Files.createDirectories(folder.resolve(outcome.folder()));
        Path path = folder.resolve(position.file().name());
        Optional<FileIdentity> there = FileIdentity.of(path);
        // One that is not the one that was read came after that was moved, or in its place.
        boolean isOurs = outcome == Outcome.CHANGED || there.equals(Optional.of(position.file()));
        String name = freeName(target, position.file().name());
        new RejectedReport(folder, position.file().name()).moveTo(target, name);
        if (there.isPresent() && isOurs) {
            Files.move(path, target.resolve(name));
        }
        return SourceStep.of(
                new SourceBatch(), change(situation).position(Map.of()).done(), situation.now());
    }

    private static String freeName(Path folder, String name) {
        String free = name;
        for (int number = 2; Files.exists(folder.resolve(free)); number++) {
            free = number + "-" + name;
        }
        return free;
    }

    @Override
    public void close() {
        // Nothing stays open between steps.
    }
}
