package io.millrace.model.expression;

/**
 * A node of an expression that is ready to run. What it gives depends on the event alone: a value, none (null), or a {@link Failure}, all as
 * CEL has it. Immutable; shared by threads.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">the language definition of CEL</a>
 */
sealed interface Expression
        permits LongExpression,
                DoubleExpression,
                BooleanExpression,
                StringExpression,
                Expression.Timestamp,
                Expression.Duration,
                Expression.Null {
    /** Of milliseconds since the epoch. */
    record Timestamp(LongExpression millis) implements Expression {}

    /** Of milliseconds. */
    record Duration(LongExpression millis) implements Expression {}

    /** The literal {@code null}, which fits each type. */
    record Null() implements Expression {}
}
