package io.millrace.model.expression;

import io.millrace.model.event.Event;

/** An expression that holds for an event or does not. Immutable, thread-safe. */
public final class Condition {
    private final BooleanExpression expression;
    private final ExpressionText text;

    Condition(BooleanExpression expression, ExpressionText text) {
        this.expression = expression;
        this.text = text;
    }

    /**
     * Whether it holds; null does not.
     *
     * @throws ExpressionFailedException if that can't be told
     */
    public boolean holds(Event event) {
        try {
            return expression.truth(new Frame(event)) == BooleanExpression.TRUE;
        } catch (Failure failure) {
            throw text.failed(failure, event);
        }
    }
}
