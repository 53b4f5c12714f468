package io.millrace.query.service;

import io.micronaut.runtime.Micronaut;

/** Starts the query-service; ends with the process. */
public final class QueryApplication {
    private QueryApplication() {}

    public static void main(String[] arguments) {
        Micronaut.build(arguments)
                .mainClass(QueryApplication.class)
                .banner(false)
                .start();
    }
}
