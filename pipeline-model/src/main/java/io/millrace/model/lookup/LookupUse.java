package io.millrace.model.lookup;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.PipelineDefinition.AddedField;
import io.millrace.model.definition.PipelineDefinition.EnrichDefinition;
import io.millrace.model.definition.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Whether lookups have what a pipeline takes from them. */
public final class LookupUse {
    private LookupUse() {}

    /**
     * What a definition asks of lookups that they do not have.
     *
     * @param lookups the shape of a lookup by its name, empty if there is none
     * @param names of all lookups there are
     */
    public static List<DefinitionProblem> problems(
            PipelineDefinition definition, Function<String, Optional<LookupShape>> lookups, Collection<String> names) {
        List<DefinitionProblem> problems = new ArrayList<>();
        for (int index = 0; index < definition.enrich().size(); index++) {
            EnrichDefinition enrich = definition.enrich().get(index);
            String path = "enrich[" + index + "]";
            Optional<LookupShape> shape = lookups.apply(enrich.lookup());
            if (shape.isEmpty()) {
                problems.add(new DefinitionProblem(
                        path + ".lookup",
                        "there is no lookup '" + enrich.lookup() + "'",
                        Suggestion.hint(
                                enrich.lookup(),
                                names,
                                "put it first: PUT /v1/tenants/{tenant}/lookups/" + enrich.lookup())));
            } else {
                check(enrich, path, shape.get(), type(definition, enrich.on()), problems);
            }
        }
        return problems;
    }

    /** What a definition asks of one lookup that a shape does not have. */
    public static List<DefinitionProblem> problems(PipelineDefinition definition, String lookup, LookupShape shape) {
        List<DefinitionProblem> problems = new ArrayList<>();
        for (int index = 0; index < definition.enrich().size(); index++) {
            EnrichDefinition enrich = definition.enrich().get(index);
            if (enrich.lookup().equals(lookup)) {
                check(enrich, "enrich[" + index + "]", shape, type(definition, enrich.on()), problems);
            }
        }
        return problems;
    }

    private static Optional<FieldType> type(PipelineDefinition definition, String field) {
        return Stream.concat(
                        definition.event().field(field).map(FieldDefinition::type).stream(),
                        definition.enrich().stream()
                                .flatMap(enrich -> enrich.add().stream())
                                .filter(added -> added.name().equals(field))
                                .map(AddedField::type))
                .findFirst();
    }

    private static void check(
            EnrichDefinition enrich,
            String path,
            LookupShape shape,
            Optional<FieldType> on,
            List<DefinitionProblem> problems) {
        FieldType key = shape.type(shape.key()).orElseThrow();
        on.filter(type -> !LookupShape.fits(type, key))
                .ifPresent(type -> problems.add(new DefinitionProblem(
                        path + ".on",
                        "the lookup's key " + shape.key() + " is " + key + ", the field " + enrich.on() + " is " + type,
                        "put the lookup with ?types=" + shape.key() + ":" + type + ", or look up a field of type "
                                + key)));
        for (int index = 0; index < enrich.add().size(); index++) {
            AddedField added = enrich.add().get(index);
            String where = path + ".add[" + index + "]";
            Optional<FieldType> type = shape.type(added.from());
            if (type.isEmpty()) {
                List<String> columns =
                        shape.columns().stream().map(LookupColumn::name).toList();
                problems.add(new DefinitionProblem(
                        where,
                        "the lookup " + enrich.lookup() + " has no column '" + added.from() + "'",
                        Suggestion.hint(added.from(), columns, "it has " + String.join(", ", columns))));
            } else if (!type.get().equals(added.type())) {
                problems.add(new DefinitionProblem(
                        where,
                        "the lookup's column " + added.from() + " is " + type.get() + ", not " + added.type(),
                        "{name: " + added.name() + ", type: \"" + type.get() + "\""
                                + (added.from().equals(added.name()) ? "" : ", from: " + added.from()) + "}"));
            }
        }
    }
}
