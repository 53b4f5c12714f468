package io.millrace.model.definition;

/**
 * One reason to refuse a definition.
 *
 * @param path where, e.g. {@code rollups[0].measures[2].field}; empty = the document
 * @param message what is wrong
 * @param hint what would be right
 */
public record DefinitionProblem(String path, String message, String hint) {}
