package io.millrace.cli.inference;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.value.Value;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a column of the sample turned out to be.
 *
 * @param notes for the person who edits the definition
 * @param values one a record of the sample, null where there is none
 */
record InferredField(
        SampleColumn column, FieldDefinition definition, List<String> notes, List<@Nullable Value> values) {
    InferredField {
        notes = List.copyOf(notes);
        values = Collections.unmodifiableList(values);
    }

    String name() {
        return definition.name();
    }

    FieldWords words() {
        return new FieldWords(name());
    }

    Stream<Value> present() {
        return values.stream().filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    int distinct() {
        return new HashSet<>(values).size();
    }
}
