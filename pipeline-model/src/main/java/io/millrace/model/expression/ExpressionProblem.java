package io.millrace.model.expression;

/**
 * One reason to refuse an expression.
 *
 * @param message what is wrong, and at which character, counted from 1
 * @param hint what would be right
 */
public record ExpressionProblem(String message, String hint) {}
