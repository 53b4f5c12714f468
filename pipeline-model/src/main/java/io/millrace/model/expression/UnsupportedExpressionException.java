package io.millrace.model.expression;

/** Something that CEL has and expressions here do not. */
final class UnsupportedExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long node;
    private final String hint;

    /**
     * @param node CEL's id of where it stands
     */
    UnsupportedExpressionException(long node, String message, String hint) {
        super(message);
        this.node = node;
        this.hint = hint;
    }

    long node() {
        return node;
    }

    String hint() {
        return hint;
    }
}
