package io.millrace.kafka.definitions;

/**
 * A pipeline whose stored definition this version can't read, such as one that a later version put. What is known of it must not be taken for
 * all there is: it has versions and generations that nobody here knows.
 *
 * @param offset of the record in the topic of definitions
 * @param reason why it can't be read
 */
public record UnreadableDefinition(String pipeline, long offset, String reason) {}
