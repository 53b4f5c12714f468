package io.millrace.query.service;

import io.millrace.shell.ServiceStart;

/** Starts the query-service; ends with the process. */
public final class QueryApplication {
    private QueryApplication() {}

    public static void main(String[] arguments) {
        ServiceStart.start(QueryApplication.class, arguments, QuerySettings::read);
    }
}
