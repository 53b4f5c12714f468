package io.millrace.query.request;

/**
 * One thing that is wrong with a request.
 *
 * @param path the parameter, e.g. {@code where[1]}, counted from 0
 * @param message what is wrong
 * @param hint what would be right
 */
public record RequestProblem(String path, String message, String hint) {}
