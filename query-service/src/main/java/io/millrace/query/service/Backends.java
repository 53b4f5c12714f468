package io.millrace.query.service;

import io.millrace.query.answer.Questions;
import java.util.Optional;

/** What the service answers from: definitions and progress out of Kafka, rows out of Cassandra. Thread-safe. */
interface Backends {
    /** Begins to reach them, and returns at once. */
    void start();

    /**
     * @throws NotReadyException while they are being reached
     */
    Questions questions();

    /** What keeps requests from being answered now; empty = nothing. May block for two seconds. */
    Optional<String> obstacle();
}
