package io.millrace.model.expression;

/** Why an expression can't be evaluated for one event. Without a stack trace: it may happen for every event. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String reason) {
        super(reason, null, false, false);
    }

    static Failure overflow(String operator) {
        return new Failure("the result of " + operator + " does not fit 64 bits");
    }
}
