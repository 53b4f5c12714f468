package io.millrace.model.format;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.JsonPath;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.expression.RecordExpressions;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads records that were refused, one by one, with some of their fields set to what expressions make of the record. All else is read by the rules of any
 * record. Call {@link #begin}, then {@link #read}. Not thread-safe.
 */
public final class RecordRepair {
    private final PipelineDefinition definition;
    private final EventSchema schema;
    private final RecordExpressions expressions;
    private final RecordLimits limits;
    private final Map<Integer, FieldParser> set = new LinkedHashMap<>();
    private final EventAssembler assembler;
    private final EventAssembler csvTexts;
    private final JsonRecordParser jsonTexts;
    private final JsonRecordParser json;
    private final AvroRecordParser avroTexts;
    private final AvroRecordParser avro;
    private final AvroScan scan = new AvroScan();
    private final Event texts;
    private final CsvDelimiter delimiter;

    /**
     * @param schema of the definition's events
     * @param set expressions by the name of the field that they set
     * @throws IllegalArgumentException if an expression can't be had, or its field is not there
     */
    public RecordRepair(
            PipelineDefinition definition, EventSchema schema, Map<String, String> set, RecordLimits limits) {
        this.definition = definition;
        this.schema = schema;
        this.limits = limits;
        expressions = RecordExpressions.of(set);
        for (String name : set.keySet()) {
            int index = schema.indexOf(name);
            if (index < 0) {
                throw new IllegalArgumentException("no field " + name);
            }
            this.set.put(index, FieldParser.of(index, schema.field(index)));
        }
        assembler = new EventAssembler(
                definition.event(),
                schema,
                (index, field) ->
                        this.set.containsKey(index) ? new FieldSkipper(index, field) : FieldParser.of(index, field),
                this::fill);
        json = new JsonRecordParser(assembler, limits);
        avro = new AvroRecordParser(assembler);
        EventDefinition csvPlaces = texts(true);
        EventDefinition jsonPlaces = texts(false);
        EventSchema textSchema = EventSchema.of("any", "any", csvPlaces);
        texts = new Event(textSchema);
        csvTexts = new EventAssembler(csvPlaces, textSchema, TextTaker::new, GivenFields.NONE);
        EventAssembler treeTexts = new EventAssembler(
                jsonPlaces, EventSchema.of("any", "any", jsonPlaces), TextTaker::new, GivenFields.NONE);
        jsonTexts = new JsonRecordParser(treeTexts, limits);
        avroTexts = new AvroRecordParser(treeTexts);
        delimiter = new CsvDelimiter(definition.event().fields());
    }

    /** What the expressions read, then the definition's own fields, all as text. */
    private EventDefinition texts(boolean csv) {
        List<FieldDefinition> fields = new ArrayList<>();
        List<JsonPath> places = expressions.places();
        for (int place = 0; place < places.size(); place++) {
            fields.add(text(RecordExpressions.nameOf(place), from(places.get(place), csv)));
        }
        definition.event().fields().forEach(field -> fields.add(text(field.name(), field.from())));
        return new EventDefinition(
                fields,
                Optional.empty(),
                List.of(),
                definition.event().maxAhead(),
                EventDefinition.UnknownFields.IGNORE);
    }

    /** A column is called by its name; deeper a CSV has nothing. */
    private static String from(JsonPath place, boolean csv) {
        return csv && place.steps().size() == 1 && place.steps().get(0) instanceof JsonPath.Step.Key key
                ? key.name()
                : place.toString();
    }

    private static FieldDefinition text(String name, String from) {
        return new FieldDefinition(
                name,
                FieldType.of(FieldType.Kind.STRING),
                from,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Moves to a record; answers what it holds where the definition looks for its fields, by their names. Of one that can't be read that is nothing. */
    public Map<String, String> begin(RefusedRecord record) {
        texts.clear();
        try {
            takeTexts(record);
        } catch (RejectedRecordException unreadable) {
            texts.clear();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int index = expressions.places().size(); index < texts.schema().size(); index++) {
            if (texts.isPresent(index)) {
                fields.put(texts.schema().field(index).name(), texts.asString(index));
            }
        }
        return fields;
    }

    private void takeTexts(RefusedRecord record) throws RejectedRecordException {
        if (record instanceof RefusedRecord.Csv csv) {
            readCsv(csv, csvTexts, texts, 0, 0);
        } else if (record instanceof RefusedRecord.Json object) {
            jsonTexts.read(object.object(), 0, object.object().length, texts, 0, 0);
        } else if (record instanceof RefusedRecord.Avro binary) {
            readAvro(binary, avroTexts, texts, 0, 0);
        } else if (record instanceof RefusedRecord.Accepted accepted) {
            takeTexts(accepted.event());
        }
    }

    private void takeTexts(Event event) {
        int places = expressions.places().size();
        for (int index = 0; index < texts.schema().size(); index++) {
            String key = index < places
                    ? from(expressions.places().get(index), true)
                    : texts.schema().field(index).name();
            int field = event.schema().indexOf(key);
            if (field >= 0 && event.isPresent(field)) {
                texts.setString(index, JsonText.plain(event.value(field)));
            }
        }
    }

    /**
     * Reads the record begun last as an event, its fields set.
     *
     * @throws RejectedRecordException with the first problem that it still has
     * @throws io.millrace.model.expression.ExpressionFailedException if an expression has no result for it
     */
    public void read(RefusedRecord record, Event event, long acceptedAt, long definitionsOffset)
            throws RejectedRecordException {
        if (record instanceof RefusedRecord.Csv csv) {
            readCsv(csv, assembler, event, acceptedAt, definitionsOffset);
        } else if (record instanceof RefusedRecord.Json object) {
            json.read(object.object(), 0, object.object().length, event, acceptedAt, definitionsOffset);
        } else if (record instanceof RefusedRecord.Avro binary) {
            readAvro(binary, avro, event, acceptedAt, definitionsOffset);
        } else if (record instanceof RefusedRecord.Accepted accepted) {
            copy(accepted.event(), event);
            assembler.finish(event, acceptedAt, definitionsOffset);
        }
    }

    private void readCsv(
            RefusedRecord.Csv record, EventAssembler to, Event event, long acceptedAt, long definitionsOffset)
            throws RejectedRecordException {
        byte[] header = record.header().getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[header.length + 1 + record.line().length];
        System.arraycopy(header, 0, body, 0, header.length);
        body[header.length] = '\n';
        System.arraycopy(record.line(), 0, body, header.length + 1, record.line().length);
        CsvDialect dialect =
                record.dialect().orElseGet(() -> CsvDialect.DEFAULT.withDelimiter(delimiter.of(record.header())));
        ReaderOptions options = new ReaderOptions(dialect, limits);
        try (CsvReader reader = new CsvReader(new BodyBuffer(new ByteArrayInputStream(body)), options, to)) {
            if (!reader.next()) {
                throw JsonRecordParser.malformed("the record is empty");
            }
            reader.read(event, acceptedAt, definitionsOffset);
        } catch (MalformedBodyException unusable) {
            throw JsonRecordParser.malformed(unusable.message());
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
    }

    private void readAvro(
            RefusedRecord.Avro record, AvroRecordParser parser, Event event, long acceptedAt, long definitionsOffset)
            throws RejectedRecordException {
        byte[] bytes = record.bytes();
        scan.requireOne(record.schema(), bytes, record.offset());
        limits.check(scan);
        parser.read(
                record.schema(),
                bytes,
                record.offset(),
                bytes.length - record.offset(),
                event,
                acceptedAt,
                definitionsOffset);
    }

    private void copy(Event from, Event to) {
        to.clear();
        for (int field = 0; field < schema.size(); field++) {
            if (from.isPresent(field) && !set.containsKey(field)) {
                switch (schema.kind(field)) {
                    case STRING, DECIMAL, UUID ->
                        to.setSlice(field, from.bytes(), from.sliceOffset(field), from.sliceLength(field));
                    default -> to.setLong(field, from.asLong(field));
                }
            }
        }
    }

    private void fill(Event event) throws RejectedRecordException {
        for (Map.Entry<Integer, FieldParser> one : set.entrySet()) {
            FieldParser parser = one.getValue();
            Value value = expressions.value(parser.field.name(), texts);
            if (value instanceof Value.Time time && parser.field.type().kind() == FieldType.Kind.TIMESTAMP) {
                event.setLong(one.getKey(), time.value().toEpochMilli());
            } else if (!(value instanceof Value.Missing)) {
                byte[] utf8 = JsonText.plain(value).getBytes(StandardCharsets.UTF_8);
                parser.parse(utf8, 0, utf8.length, event);
            }
        }
    }
}
