package io.millrace.model.rollup;

import io.millrace.model.measure.Measure;
import io.millrace.model.value.CsvText;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The one form of a rollup's rows in JSON and in CSV, wherever they are answered. Immutable, thread-safe. */
public final class RowText {
    private final RollupPlan plan;
    private final GroupCodec groups;
    private final List<Integer> measures;
    private final boolean tellsOther;

    /**
     * @param measures indexes of those to show, in order
     */
    public RowText(RollupPlan plan, List<Integer> measures) {
        this(plan, measures, plan.definition().maxGroups().isPresent());
    }

    /**
     * @param measures indexes of those to show, in order
     * @param tellsOther whether there is a column that tells the row of the groups that are not kept apart from one of nulls
     */
    public RowText(RollupPlan plan, List<Integer> measures, boolean tellsOther) {
        this(plan, plan.groups(), measures, tellsOther);
    }

    /**
     * @param groups of the rows, which may have fewer dimensions than the rollup
     * @param measures indexes of those to show, in order
     * @param tellsOther whether there is a column that tells the row of the groups that are not kept apart from one of nulls
     */
    public RowText(RollupPlan plan, GroupCodec groups, List<Integer> measures, boolean tellsOther) {
        this.plan = plan;
        this.groups = groups;
        this.measures = List.copyOf(measures);
        this.tellsOther = tellsOther;
    }

    /** {@code windowStart, windowEnd, closed}, the dimensions, {@code other} if that is told, {@code events}, the measures. */
    public List<String> columns() {
        List<String> names = new ArrayList<>(List.of("windowStart", "windowEnd", "closed"));
        names.addAll(groups.names());
        if (tellsOther) {
            names.add("other");
        }
        names.add("events");
        measures.stream().map(plan.measures()::get).map(Measure::name).forEach(names::add);
        return names;
    }

    /** A value a column. */
    public List<Value> cells(FinishedRow row) {
        List<Value> cells = new ArrayList<>();
        cells.add(time(row.windowStart()));
        cells.add(time(row.windowEnd()));
        cells.add(new Value.Truth(row.closed()));
        cells.addAll(groups.decode(row.group()));
        if (tellsOther) {
            cells.add(new Value.Truth(row.group().isOther()));
        }
        cells.add(new Value.Whole(row.state().events()));
        for (int measure : measures) {
            cells.add(row.state().finish(measure));
        }
        return cells;
    }

    /** A line of the columns' names. */
    public void appendCsvHeader(StringBuilder csv) {
        CsvText.appendLine(columns().stream().<Value>map(Value.Text::new).toList(), csv);
    }

    /** A line (RFC 4180). No value is an empty cell, the empty string {@code ""}, as ingest reads them. */
    public void appendCsv(FinishedRow row, StringBuilder csv) {
        CsvText.appendLine(cells(row), csv);
    }

    /**
     * An object.
     *
     * @param integersAsText for readers without 64-bit integers
     */
    public void appendJson(FinishedRow row, boolean integersAsText, StringBuilder json) {
        json.append("{\"windowStart\":");
        JsonText.append(time(row.windowStart()), json);
        json.append(",\"windowEnd\":");
        JsonText.append(time(row.windowEnd()), json);
        json.append(",\"closed\":").append(row.closed()).append(",\"dimensions\":{");
        List<String> names = groups.names();
        List<Value> dimensions = groups.decode(row.group());
        for (int index = 0; index < dimensions.size(); index++) {
            appendField(index > 0, names.get(index), dimensions.get(index), integersAsText, json);
        }
        json.append('}');
        if (row.group().isOther()) {
            json.append(",\"other\":true");
        }
        appendField(true, "events", new Value.Whole(row.state().events()), integersAsText, json);
        json.append(",\"measures\":{");
        for (int index = 0; index < measures.size(); index++) {
            int measure = measures.get(index);
            appendField(
                    index > 0, plan.measures().get(measure).name(), row.state().finish(measure), integersAsText, json);
        }
        json.append("}}");
    }

    private static void appendField(
            boolean isNext, String name, Value value, boolean integersAsText, StringBuilder json) {
        if (isNext) {
            json.append(',');
        }
        JsonText.appendString(name, json);
        json.append(':');
        JsonText.append(value, integersAsText, json);
    }

    private static Value time(long millis) {
        return new Value.Time(Instant.ofEpochMilli(millis));
    }
}
