package io.millrace.query.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.cassandra.Keyspace;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableLayout.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The typed tables of a tenant as JSON. Thread-safe. */
final class TableCatalogueJson {
    private final JsonFactory factory = new JsonFactory();

    /** The whole document, UTF-8, in the order of the pipelines and of their definitions. */
    byte[] write(String tenant, List<ActivePipeline> pipelines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("tenant", tenant);
            json.writeArrayFieldStart("tables");
            for (ActivePipeline pipeline : pipelines) {
                for (TableLayout layout : pipeline.tables()) {
                    json.writeStartObject();
                    json.writeStringField("pipeline", pipeline.name());
                    json.writeStringField("table", layout.table());
                    json.writeStringField("keyspace", Keyspace.ofTenant(tenant));
                    write("key", layout.key(), json);
                    write("columns", layout.columns(), json);
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }

    private static void write(String name, List<Column> columns, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (Column column : columns) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", column.type().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
