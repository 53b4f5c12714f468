package io.millrace.cli.demo;

import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RejectedRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a sample file holds, read here with the very classes that the service reads it with.
 *
 * @param usable records that will be accepted
 * @param unusable records that will be rejected
 */
record SampleFile(long usable, long unusable) {
    static SampleFile read(String tenant, Path definitionFile, Path sample) throws IOException {
        PipelineDefinition definition = DefinitionReader.read(Files.readString(definitionFile));
        EventSchema schema = EventSchema.of(tenant, definition.pipeline(), definition.event());
        Event event = new Event(schema);
        long now = Clock.systemUTC().millis();
        long usable = 0;
        long unusable = 0;
        try (InputStream in = Files.newInputStream(sample);
                EventReader reader =
                        EventReaders.open(EventFormat.CSV, in, definition, schema, ReaderOptions.DEFAULT)) {
            while (reader.next()) {
                try {
                    reader.read(event, now, 0);
                    usable++;
                } catch (RejectedRecordException rejected) {
                    unusable++;
                }
            }
        } catch (MalformedBodyException malformed) {
            throw new IOException(sample + " is not a CSV of this pipeline: " + malformed.getMessage(), malformed);
        }
        return new SampleFile(usable, unusable);
    }
}
