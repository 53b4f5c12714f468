package io.millrace.query.service;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of this service's HTTP interface. */
@Controller("/openapi.yml")
final class OpenApiController {
    private final byte[] document = read();

    @Get
    @Produces("application/yaml")
    byte[] document() {
        return document.clone();
    }

    private static byte[] read() {
        try (InputStream resource = OpenApiController.class.getResourceAsStream("openapi.yml")) {
            if (resource == null) {
                throw new IllegalStateException("no openapi.yml beside " + OpenApiController.class);
            }
            return resource.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
