package io.millrace.stream.alert;

import io.millrace.model.definition.PipelineDefinition.AlertDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.expression.Condition;
import io.millrace.model.expression.ExpressionFailedException;
import java.util.function.BiConsumer;

/** An alert, ready to be judged by the measured rows of one generation of its rollup. */
final class WatchedAlert {
    private final AlertDefinition definition;
    private final Condition condition;
    private final BiConsumer<AlertDefinition, ExpressionFailedException> failures;
    private final boolean absent;

    /**
     * @param emptyRow measures of a window without events
     * @param failures takes what could not be judged
     */
    WatchedAlert(
            AlertDefinition definition,
            Condition condition,
            Event emptyRow,
            BiConsumer<AlertDefinition, ExpressionFailedException> failures) {
        this.definition = definition;
        this.condition = condition;
        this.failures = failures;
        absent = holds(emptyRow);
    }

    AlertDefinition definition() {
        return definition;
    }

    String name() {
        return definition.name();
    }

    /** Whether the condition holds for a row; one that it can't be judged by is counted, and it does not. */
    boolean holds(Event row) {
        try {
            return condition.holds(row);
        } catch (ExpressionFailedException failure) {
            failures.accept(definition, failure);
            return false;
        }
    }

    /** Whether it holds for a window without events. */
    boolean absent() {
        return absent;
    }

    boolean openCounts() {
        return definition.judge() == AlertDefinition.Judge.CHANGE;
    }

    long delay() {
        return definition.delay().toMillis();
    }

    /** Two alerts of one name and different meanings differ in this. */
    int meaning() {
        return (definition.rollup() + '\n' + definition.when() + '\n' + definition.forWindows() + definition.judge())
                .hashCode();
    }
}
