package io.millrace.writer.service;

import io.micronaut.context.ApplicationContext;
import io.millrace.shell.ServiceStart;

/** Starts the cassandra-writer; ends with the process, which fails when nothing can be written. */
public final class WriterApplication {
    private WriterApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (ApplicationContext context =
                ServiceStart.start(WriterApplication.class, arguments, WriterSettings::read)) {
            context.getBean(Writer.class).run();
        }
    }
}
