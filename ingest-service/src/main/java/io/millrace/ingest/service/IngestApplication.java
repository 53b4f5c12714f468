package io.millrace.ingest.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;

/** Starts the ingest-service. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Millrace ingest-service",
                        version = "1",
                        description = "Accepts events and owns the pipeline definitions.",
                        license = @License(name = "Apache-2.0")))
public final class IngestApplication {
    private IngestApplication() {}

    /**
     * @throws InvalidSettingsException before anything is started
     */
    public static void main(String[] arguments) {
        requireSettings(arguments);
        application(arguments).start();
    }

    private static Micronaut application(String[] arguments) {
        return Micronaut.build(arguments).mainClass(IngestApplication.class).banner(false);
    }

    /** Reads them once before everything else, so that what is wrong is said in a few lines and not under a tower of causes. */
    private static void requireSettings(String[] arguments) {
        try (ApplicationContext context = application(arguments).build()) {
            context.getEnvironment().start();
            SettingsReader.read(context.getEnvironment());
        }
    }
}
