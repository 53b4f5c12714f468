package io.millrace.ingest.service;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.millrace.model.definition.DefinitionSchema;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Set;

/** The JSON Schema of definitions, for editors: as open as the description of the interface, since an editor has no key. */
@Controller("/pipeline.schema.json")
@Needs(Right.NONE)
class DefinitionSchemaController {
    private final String schema = DefinitionSchema.json();

    @Get
    @Produces("application/schema+json")
    @Operation(summary = "The JSON Schema of definitions")
    String get(HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        return schema;
    }
}
