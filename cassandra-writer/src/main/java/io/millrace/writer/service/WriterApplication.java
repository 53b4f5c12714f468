package io.millrace.writer.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;

/** Starts the cassandra-writer; ends with the process, which fails when nothing can be written. */
public final class WriterApplication {
    private WriterApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (ApplicationContext context = Micronaut.build(arguments)
                .mainClass(WriterApplication.class)
                .banner(false)
                .start()) {
            context.getBean(Writer.class).run();
        }
    }
}
