package io.millrace.model.expression;

/** Gives {@link #TRUE}, {@link #FALSE}, or {@link #NULL} for none. */
non-sealed interface BooleanExpression extends Expression {
    int FALSE = 0;
    int TRUE = 1;
    int NULL = 2;

    int truth(Frame frame);

    static int of(boolean truth) {
        return truth ? TRUE : FALSE;
    }
}
