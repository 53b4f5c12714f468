package io.millrace.batch.compute;

import io.millrace.batch.compute.RowComparison.Difference;
import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.model.rollup.FinishedRow;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RowText;
import io.millrace.model.value.JsonText;
import java.util.stream.IntStream;

/** A difference as a JSON object on one line: rollup, what is the matter, and both sides as they would be answered. */
public final class DifferenceText {
    private DifferenceText() {}

    /**
     * @param servedPlan what the served row means
     */
    public static String json(Difference difference, BoundTarget target, RollupPlan servedPlan) {
        StringBuilder json = new StringBuilder("{\"rollup\":");
        JsonText.appendString(target.target().rollup(), json);
        json.append(",\"result\":");
        JsonText.appendString(result(difference), json);
        json.append(",\"computed\":");
        difference.computed().ifPresentOrElse(row -> append(row, target.plan(), json), () -> json.append("null"));
        json.append(",\"served\":");
        difference.served().ifPresentOrElse(row -> append(row, servedPlan, json), () -> json.append("null"));
        return json.append('}').toString();
    }

    private static String result(Difference difference) {
        if (difference.served().isEmpty()) {
            return "missing";
        }
        return difference.computed().isEmpty() ? "unfounded" : "different";
    }

    private static void append(MergedRow row, RollupPlan plan, StringBuilder json) {
        RowText text = new RowText(
                plan,
                IntStream.range(0, plan.measures().size()).boxed().toList(),
                plan.definition().maxGroups().isPresent() || row.group().isOther());
        text.appendJson(new FinishedRow(row.start(), row.end(), true, row.group(), row.state()), false, json);
    }
}
