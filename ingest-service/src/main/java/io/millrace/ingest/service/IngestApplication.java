package io.millrace.ingest.service;

import io.millrace.shell.ServiceStart;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** Starts the ingest-service; ends with the process. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Millrace ingest-service",
                        version = "1",
                        description = "Accepts events and owns the pipeline definitions.",
                        license = @License(name = "Apache-2.0")),
        security = @SecurityRequirement(name = "key"))
@SecurityScheme(
        name = "key",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "A key of the tenant, or the administrator's. Not asked for on an open service.")
public final class IngestApplication {
    private IngestApplication() {}

    public static void main(String[] arguments) {
        ServiceStart.start(IngestApplication.class, arguments, IngestSettings::read);
    }
}
