package io.millrace.batch.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/** History that is in files: it comes in like every event, so that it is archived, and the recompute finds it or the stream counts it. */
public final class FileHistory {
    private static final Duration TOLD_EVERY = Duration.ofSeconds(1);

    private final World world;
    private final Facts facts;
    private final Diary diary;

    public FileHistory(World world, Facts facts, Diary diary) {
        this.world = world;
        this.facts = facts;
        this.diary = diary;
    }

    /**
     * Sends files, one after the other.
     *
     * @throws RefusedException if one can't be read, or is not taken; those before it are
     */
    public Uploads.Sent send(List<Path> files) {
        Uploads.Sent all = new Uploads.Sent(0, 0);
        for (int number = 0; number < files.size(); number++) {
            Path file = files.get(number);
            all = all.plus(
                    world.uploads().send(facts.tenant(), facts.name(), file, progress(file, number + 1, files.size())));
        }
        return all;
    }

    /**
     * What is to be known of an interval whose events have expired in part: none if they have not.
     *
     * @param from where it begins
     */
    public Optional<String> warning(Instant from) {
        long floor = ArchiveFloor.of(facts.record(), world.clock().instant());
        return from.toEpochMilli() < floor
                ? Optional.of("Of events before " + Instant.ofEpochMilli(floor)
                        + " the archive may lack some, since they are kept for retention.archive: windows there count"
                        + " what files have, and what is left.")
                : Optional.empty();
    }

    private LongConsumer progress(Path file, int number, int files) {
        String begun = String.format(Locale.ROOT, "sends file %d of %d, %s", number, files, file.getFileName());
        diary.compute(begun);
        long size = sizeOf(file);
        Instant[] told = {world.clock().instant()};
        return bytes -> {
            Instant now = world.clock().instant();
            if (!now.isBefore(told[0].plus(TOLD_EVERY))) {
                told[0] = now;
                diary.compute(String.format(Locale.ROOT, "%s: %d %%", begun, 100 * bytes / Math.max(1, size)));
            }
        };
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw new RefusedException(
                    "The file " + file + " can't be read: " + failure, "Give files that are on this machine.", failure);
        }
    }
}
