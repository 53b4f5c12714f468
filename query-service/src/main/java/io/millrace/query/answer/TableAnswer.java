package io.millrace.query.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.model.table.TableLayout.Column;
import io.millrace.model.value.CsvText;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import io.millrace.query.read.TableReader;
import io.millrace.query.request.TableQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A page of a typed table, before it has a form. */
public record TableAnswer(TableQuery query, TableReader.Page page) {
    private static final JsonFactory JSON = new JsonFactory();

    /** The {@code cursor} of the next page. */
    public Optional<String> next() {
        return page.next();
    }

    /** The whole document, UTF-8: a row is an object of its columns. */
    public byte[] json() {
        StringBuilder value = new StringBuilder();
        List<Column> columns = query.layout().all();
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(256 + 128 * page.rows().size());
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("tenant", query.tenant());
            json.writeStringField("pipeline", query.pipeline());
            json.writeStringField("table", query.layout().table());
            json.writeArrayFieldStart("rows");
            for (List<Value> row : page.rows()) {
                json.writeStartObject();
                for (int index = 0; index < columns.size(); index++) {
                    json.writeFieldName(columns.get(index).name());
                    value.setLength(0);
                    JsonText.append(row.get(index), query.integersAsText(), value);
                    json.writeRawValue(value.toString());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("next", page.next().orElse(null));
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }

    /** The rows as CSV under the names of the columns, UTF-8. No value is an empty cell, the empty string {@code ""}. */
    public byte[] csv() {
        StringBuilder csv = new StringBuilder(256 + 64 * page.rows().size());
        CsvText.appendLine(
                query.layout().all().stream()
                        .<Value>map(column -> new Value.Text(column.name()))
                        .toList(),
                csv);
        page.rows().forEach(row -> CsvText.appendLine(row, csv));
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }
}
