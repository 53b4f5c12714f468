package io.millrace.model.expression;

import org.jspecify.annotations.Nullable;

/** Gives a string, or null for none. */
non-sealed interface StringExpression extends Expression {
    @Nullable
    String value(Frame frame);
}
