package io.millrace.shell.http;

import java.util.Optional;

/** Knows which problem an exception of a service is: the one place of the service that says so. */
public interface ProblemSource {
    /** Empty if it is none that is known: a fault of the service. */
    Optional<Problem> problemOf(Throwable failure);
}
