package io.millrace.ingest.service;

import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** This API's own description. */
@Controller
class OpenApiController {
    private static final String RESOURCE = "classpath:META-INF/swagger/openapi.yml";

    private final String description;

    OpenApiController(ResourceResolver resources) {
        try (InputStream resource = resources
                .getResourceAsStream(RESOURCE)
                .orElseThrow(() -> new IllegalStateException("no resource " + RESOURCE))) {
            description = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Hidden
    @Get("/openapi.yml")
    @Produces("application/yaml")
    String get() {
        return description;
    }
}
