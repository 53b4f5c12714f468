package io.millrace.model.replay;

import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.RecordFile;
import io.millrace.model.format.RejectedRecordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of files in the order of their event times; those of one time in the order of the files. Knows where each record is, not the record. A
 * record that can't be read, and has no time, is where the one before it is.
 */
public final class Recording {
    /** An entry takes about 80 bytes of memory. */
    public static final int MOST_RECORDS = 1_000_000;

    private final List<RecordFile> files;
    private final PipelineDefinition definition;
    private final EventSchema schema;
    private final List<Entry> entries;

    private record Entry(long time, int file, RecordFile.Mark before) {}

    private Recording(List<RecordFile> files, PipelineDefinition definition, EventSchema schema, List<Entry> entries) {
        this.files = files;
        this.definition = definition;
        this.schema = schema;
        this.entries = entries;
    }

    /**
     * Reads all files once.
     *
     * @throws IOException also if they have more records than can be held in order
     * @throws MalformedBodyException if a header can't be used
     */
    public static Recording of(List<RecordFile> files, PipelineDefinition definition, EventSchema schema)
            throws IOException, MalformedBodyException {
        List<Entry> entries = new ArrayList<>();
        Event event = new Event(schema);
        for (int file = 0; file < files.size(); file++) {
            List<Entry> ofFile = new ArrayList<>();
            int untimed = 0;
            try (EventReader reader = files.get(file).open(RecordFile.Mark.BEGINNING, definition, schema)) {
                RecordFile.Mark before = RecordFile.Mark.BEGINNING;
                while (reader.next()) {
                    long time = ofFile.isEmpty()
                            ? Long.MIN_VALUE
                            : ofFile.get(ofFile.size() - 1).time();
                    try {
                        reader.read(event, Long.MAX_VALUE / 2, 0);
                        time = event.eventTime();
                    } catch (RejectedRecordException untimedRecord) {
                        untimed++;
                    }
                    ofFile.add(new Entry(time, file, before));
                    before = RecordFile.Mark.behind(reader);
                    if (entries.size() + ofFile.size() > MOST_RECORDS) {
                        throw new IOException("more than " + MOST_RECORDS + " records can't be played in order");
                    }
                }
            }
            if (untimed < ofFile.size()) {
                long first = ofFile.stream()
                        .mapToLong(Entry::time)
                        .filter(time -> time != Long.MIN_VALUE)
                        .findFirst()
                        .orElseThrow();
                for (Entry entry : ofFile) {
                    entries.add(entry.time() == Long.MIN_VALUE ? new Entry(first, file, entry.before()) : entry);
                }
            }
        }
        // Stable, so that records of one time stay as they were.
        entries.sort(Comparator.comparingLong(Entry::time));
        return new Recording(List.copyOf(files), definition, schema, entries);
    }

    public int size() {
        return entries.size();
    }

    /** Event time of a record, ms since the epoch. */
    public long time(int record) {
        return entries.get(record).time();
    }

    /** Number of the file that a record is in. */
    public int file(int record) {
        return entries.get(record).file();
    }

    /** Reads records one after another, in order. */
    public Reading from(int first) {
        return new Reading(first);
    }

    /** Reads records in order; the files stay open while their records follow each other. */
    public final class Reading implements AutoCloseable {
        private int next;
        private int file = -1;
        private RecordFile.@Nullable Mark at;
        private @Nullable EventReader reader;

        private Reading(int first) {
            next = first;
        }

        /** Number of the record that {@link #next} leads to. */
        public int position() {
            return next;
        }

        /**
         * A reader at the next record, valid until the next call.
         *
         * @throws IOException also if the file is not what it was
         */
        public EventReader next() throws IOException, MalformedBodyException {
            Entry entry = entries.get(next);
            if (reader == null || entry.file() != file || !entry.before().equals(at)) {
                close();
                reader = files.get(entry.file()).open(entry.before(), definition, schema);
                file = entry.file();
            }
            if (!reader.next()) {
                throw new IOException(files.get(entry.file()).path().getFileName() + " is shorter than it was");
            }
            at = RecordFile.Mark.behind(reader);
            next++;
            return reader;
        }

        @Override
        public void close() throws IOException {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        }
    }
}
