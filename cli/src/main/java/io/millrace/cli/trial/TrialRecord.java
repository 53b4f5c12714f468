package io.millrace.cli.trial;

import java.util.Optional;

/**
 * A record that does not count.
 *
 * @param line physical line of its file, from 1
 * @param field the field at fault, as the definition calls it
 * @param code kebab-case reason, as answers and dead letters have it
 */
public record TrialRecord(long line, Optional<String> field, String code, String message) {}
