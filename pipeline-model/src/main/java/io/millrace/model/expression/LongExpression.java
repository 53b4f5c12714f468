package io.millrace.model.expression;

/** Gives an integer, or tells the frame that there is none. */
non-sealed interface LongExpression extends Expression {
    long value(Frame frame);
}
