package io.millrace.model.table;

import io.millrace.model.rollup.GroupKey;

/**
 * What an event makes of a row of a typed table.
 *
 * @param columns the values of {@link TableLayout#columns}, as {@link TableCodec} has them
 */
public record TableRow(Key key, String pipeline, TableLayout layout, RowVersion version, GroupKey columns) {
    /**
     * Which row it is.
     *
     * @param partition the value of the first column of the key
     * @param clustering the values of the others
     */
    public record Key(String tenant, String table, GroupKey partition, GroupKey clustering) {}
}
