package io.millrace.kafka.record;

import io.millrace.model.definition.FieldType;
import io.millrace.model.lookup.LookupColumn;
import io.millrace.model.lookup.LookupShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A version of a lookup, as the topic of definitions holds it: with it the version is there, whole. Its rows, which may be larger than a record, lie in
 * chunks in a topic of their own.
 *
 * @param version from 1
 * @param validFrom the event times it is for, up to the next version's: ms since the epoch; {@link Long#MIN_VALUE} = from the beginning
 * @param bytes of all chunks together: the canonical bytes of {@link io.millrace.model.lookup.LookupTable}
 * @param rowsOffset of the last chunk in its topic
 * @param fingerprint SHA-256 of the bytes, in hexadecimal digits
 */
public record LookupVersionRecord(
        String tenant,
        String lookup,
        int version,
        long validFrom,
        LookupShape shape,
        int rows,
        int bytes,
        int chunks,
        long rowsOffset,
        String fingerprint,
        Instant putAt) {
    /** Its key in the topic of definitions: one slash more than that of a pipeline. */
    public String key() {
        return tenant + "/" + lookup + "/" + version;
    }

    /** Whether a key in the topic of definitions is that of a lookup's version. */
    public static boolean isKey(String key) {
        return key.indexOf('/') != key.lastIndexOf('/');
    }

    /** The key of a chunk in the topic of lookups' rows. */
    public String chunkKey(int chunk) {
        return key() + "/" + chunk;
    }

    /** The same, once it is known where its rows lie. */
    public LookupVersionRecord withRowsOffset(long offset) {
        return new LookupVersionRecord(
                tenant, lookup, version, validFrom, shape, rows, bytes, chunks, offset, fingerprint, putAt);
    }

    /** Its Avro form. */
    public static final class Format implements RecordFormat<LookupVersionRecord> {
        private final Schema schema = RecordFormat.schemaResource("LookupVersion.avsc");
        private final Schema column = schema.getField("columns").schema().getElementType();

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(LookupVersionRecord version) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", version.tenant());
            record.put("lookup", version.lookup());
            record.put("version", version.version());
            record.put("valid_from", version.validFrom());
            record.put("key", version.shape().key());
            record.put(
                    "columns",
                    version.shape().columns().stream().map(this::toAvro).toList());
            record.put("rows", version.rows());
            record.put("bytes", version.bytes());
            record.put("chunks", version.chunks());
            record.put("rows_offset", version.rowsOffset());
            record.put("fingerprint", version.fingerprint());
            record.put("put_at", version.putAt().toEpochMilli());
            return record;
        }

        private GenericRecord toAvro(LookupColumn value) {
            GenericRecord record = new GenericData.Record(column);
            record.put("name", value.name());
            record.put("type", value.type().toString());
            return record;
        }

        @Override
        public LookupVersionRecord fromAvro(GenericRecord record) {
            List<LookupColumn> columns = new ArrayList<>();
            for (Object item : (List<?>) record.get("columns")) {
                GenericRecord avro = (GenericRecord) item;
                columns.add(new LookupColumn(
                        avro.get("name").toString(),
                        FieldType.parse(avro.get("type").toString()).orElseThrow()));
            }
            return new LookupVersionRecord(
                    record.get("tenant").toString(),
                    record.get("lookup").toString(),
                    (int) record.get("version"),
                    (long) record.get("valid_from"),
                    new LookupShape(record.get("key").toString(), columns),
                    (int) record.get("rows"),
                    (int) record.get("bytes"),
                    (int) record.get("chunks"),
                    (long) record.get("rows_offset"),
                    record.get("fingerprint").toString(),
                    Instant.ofEpochMilli((long) record.get("put_at")));
        }
    }
}
