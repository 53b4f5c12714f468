package io.millrace.writer.service;

import io.millrace.shell.ServiceStart;

/** Starts the cassandra-writer; ends with the process, which fails when nothing can be written. */
public final class WriterApplication {
    private WriterApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        ServiceStart.run(
                WriterApplication.class, arguments, WriterSettings::read, context -> context.getBean(Writer.class)
                        .run());
    }
}
