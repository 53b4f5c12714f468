package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.TableRecords;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.table.RowVersion;
import io.millrace.model.table.TableCodec;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableLayout.Column;
import io.millrace.model.table.TableRow;
import org.jspecify.annotations.Nullable;

/**
 * A typed table as one task fills it: holds the row that the event at hand makes. A row is first made, which may fail and changes nothing, and
 * then applied. Not thread-safe.
 */
final class TableRoute {
    private final String tenant;
    private final String pipeline;
    private final int purgesBefore;
    private final String table;
    private final String layout;
    private final TableCodec codec;
    private final int[] keyFields;
    private final ByteWriter scratch = new ByteWriter();
    private TableRow.@Nullable Key key;
    private TableRecords.@Nullable Content content;

    /**
     * @param schema of evaluated events
     */
    TableRoute(ActivePipeline pipeline, TableLayout layout, EventSchema schema) {
        this.pipeline = pipeline.name();
        purgesBefore = pipeline.record().past().purges();
        this.layout = layout.text();
        tenant = pipeline.tenant();
        table = layout.table();
        codec = new TableCodec(layout, schema);
        keyFields = layout.key().stream()
                .map(Column::name)
                .mapToInt(schema::indexOf)
                .toArray();
    }

    /**
     * Makes the row of an evaluated event.
     *
     * @return false if there is none, since the event lacks a column of the key
     */
    boolean make(EventId id, Event event) {
        forget();
        for (int field : keyFields) {
            if (!event.isPresent(field)) {
                return false;
            }
        }
        RowVersion version = new RowVersion(event.eventTime(), id);
        // Whatever can fail has then been done.
        version.writeTime();
        key = new TableRow.Key(tenant, table, bytes(codec.partition(), event), bytes(codec.clustering(), event));
        content = new TableRecords.Content(pipeline, purgesBefore, layout, version, bytes(codec.columns(), event));
        return true;
    }

    /** There is no row at hand. */
    void forget() {
        key = null;
        content = null;
    }

    private GroupKey bytes(GroupCodec of, Event event) {
        scratch.reset();
        of.encode(event, scratch);
        return new GroupKey(scratch.toByteArray());
    }

    /** Adds the row made last, if there is one. */
    void applyTo(TableRows rows) {
        if (key != null && content != null) {
            rows.add(key, content);
        }
    }
}
