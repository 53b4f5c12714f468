package io.millrace.model.expression;

/** Gives a double, or tells the frame that there is none. */
non-sealed interface DoubleExpression extends Expression {
    double value(Frame frame);
}
