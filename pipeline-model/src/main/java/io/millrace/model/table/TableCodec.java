package io.millrace.model.table;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.table.TableLayout.Column;
import io.millrace.model.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The values of a table's rows to bytes and back. Immutable, thread-safe. */
public final class TableCodec {
    private final TableLayout layout;
    private final GroupCodec partition;
    private final GroupCodec clustering;
    private final GroupCodec columns;

    /**
     * For events of a schema, which may have more fields than the table has columns.
     *
     * @throws IllegalArgumentException if the schema lacks a column
     */
    public TableCodec(TableLayout layout, EventSchema schema) {
        this.layout = layout;
        partition = codec(layout.key().subList(0, 1), schema);
        clustering = codec(layout.clustering(), schema);
        columns = codec(layout.columns(), schema);
    }

    /** For those who have no events: its schema is {@link TableLayout#all}. */
    public TableCodec(TableLayout layout) {
        this(layout, schemaOf(layout));
    }

    private static GroupCodec codec(List<Column> of, EventSchema schema) {
        return GroupCodec.of(of.stream().map(Column::name).toList(), schema);
    }

    private static EventSchema schemaOf(TableLayout layout) {
        List<FieldDefinition> fields = layout.all().stream()
                .map(column -> FieldDefinition.computed(column.name(), column.type()))
                .toList();
        return EventSchema.of(
                "tables",
                layout.table(),
                new EventDefinition(
                        fields, Optional.empty(), List.of(), Duration.ZERO, EventDefinition.UnknownFields.IGNORE));
    }

    public TableLayout layout() {
        return layout;
    }

    /** Of the first column of the key. */
    public GroupCodec partition() {
        return partition;
    }

    /** Of the other columns of the key. */
    public GroupCodec clustering() {
        return clustering;
    }

    /** Of the columns that are not of the key. */
    public GroupCodec columns() {
        return columns;
    }

    /**
     * The values of {@link TableLayout#all}.
     *
     * @throws io.millrace.model.bytes.MalformedBytesException if the row's bytes are not of this layout
     */
    public List<Value> values(TableRow row) {
        List<Value> values = new ArrayList<>(partition.decode(row.key().partition()));
        values.addAll(clustering.decode(row.key().clustering()));
        values.addAll(columns.decode(row.columns()));
        return values;
    }

    /**
     * The bytes of values of the clustering columns, in order.
     *
     * @throws IllegalArgumentException if a column can't have its value
     */
    public GroupKey clusteringOf(List<Value> values) {
        ByteWriter out = new ByteWriter(64);
        for (int index = 0; index < values.size(); index++) {
            out.writeBytes(clustering.encodeValue(index, values.get(index)));
        }
        return new GroupKey(out.toByteArray());
    }
}
