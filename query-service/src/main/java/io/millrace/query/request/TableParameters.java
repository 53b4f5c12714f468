package io.millrace.query.request;

import io.millrace.model.table.TableCodec;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableLayout.Column;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a typed table's rows, from text to {@link TableQuery}; all that is wrong is found at once. */
public final class TableParameters {
    public static final int DEFAULT_LIMIT = 1_000;
    public static final int GREATEST_LIMIT = 10_000;

    /** What is understood beside the columns of the key. */
    public static final List<String> KNOWN = List.of("limit", "cursor", "integers");

    private final String tenant;
    private final String pipeline;
    private final TableLayout layout;
    private final RequestParameters given;

    private TableParameters(String tenant, String pipeline, TableLayout layout, Map<String, List<String>> given) {
        this.tenant = tenant;
        this.pipeline = pipeline;
        this.layout = layout;
        this.given = new RequestParameters(given);
    }

    /**
     * @param pipeline that the table is of
     * @param given each parameter's values, decoded, in the order of the URL
     * @throws InvalidRequestException with everything that is wrong
     */
    public static TableQuery parse(
            String tenant, String pipeline, TableLayout layout, Map<String, List<String>> given) {
        return new TableParameters(tenant, pipeline, layout, given).parse();
    }

    private TableQuery parse() {
        List<String> known = new ArrayList<>(keyNames());
        known.addAll(KNOWN);
        given.refuseUnknown(known);
        List<Value> values = values();
        int limit = given.limit(DEFAULT_LIMIT, GREATEST_LIMIT);
        boolean integersAsText = given.integersAsText();
        TableCodec codec = new TableCodec(layout);
        String fingerprint = Cursor.fingerprint(
                "tables",
                tenant,
                layout.table(),
                layout.text(),
                values.stream().map(JsonText::plain).toList().toString(),
                Integer.toString(limit),
                Boolean.toString(integersAsText));
        Optional<List<Value>> after = after(codec, values.size(), fingerprint);
        given.throwIfInvalid();
        return new TableQuery(tenant, pipeline, codec, values, limit, integersAsText, fingerprint, after);
    }

    private List<String> keyNames() {
        return layout.key().stream().map(Column::name).toList();
    }

    /** Values of the key's columns, from the first, without a gap. */
    private List<Value> values() {
        List<Value> values = new ArrayList<>();
        Optional<String> missing = Optional.empty();
        for (Column column : layout.key()) {
            boolean first = column.equals(layout.key().get(0));
            Optional<String> text = first
                    ? given.required(column.name(), "the key begins with it: " + column.name() + "=a " + column.type())
                    : given.one(column.name());
            if (text.isPresent() && missing.isPresent()) {
                given.wrong(
                        column.name(),
                        "given without '" + missing.get() + "', which comes before it in the key",
                        "give " + String.join(", ", keyNames()) + " from the left, or leave '" + column.name()
                                + "' out");
            } else if (text.isPresent()) {
                value(column, text.get()).ifPresent(values::add);
            } else if (missing.isEmpty()) {
                missing = Optional.of(column.name());
            }
        }
        return values;
    }

    private Optional<Value> value(Column column, String text) {
        try {
            return Optional.of(DimensionText.parse(column.type(), text));
        } catch (IllegalArgumentException malformed) {
            given.wrong(
                    column.name(),
                    "'" + text + "' is not a " + column.type() + ", which '" + column.name() + "' is",
                    String.valueOf(malformed.getMessage()));
            return Optional.empty();
        }
    }

    /** The key's columns behind the given ones, of the row that the page before ended with. */
    private Optional<List<Value>> after(TableCodec codec, int givenColumns, String fingerprint) {
        return givenColumns == 0
                ? Optional.empty()
                : given.after(fingerprint, position -> position.group()
                        .map(codec.clustering()::decode)
                        .map(clustering -> clustering.subList(givenColumns - 1, clustering.size())));
    }
}
