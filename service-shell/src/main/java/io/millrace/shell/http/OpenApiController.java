package io.millrace.shell.http;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The description of a service's HTTP interface, if it has one. */
@Controller("/openapi.yml")
@Requires(resources = OpenApiController.RESOURCE)
@Needs(Right.NONE)
final class OpenApiController {
    static final String RESOURCE = "classpath:META-INF/swagger/openapi.yml";

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

    @Get
    @Produces("application/yaml")
    String get() {
        return description;
    }
}
