package io.millrace.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.lookup.InvalidLookupException;
import io.millrace.model.lookup.Lookup;
import io.millrace.model.lookup.LookupLimits;
import io.millrace.model.lookup.LookupReader;
import io.millrace.model.lookup.LookupVersion;
import io.millrace.model.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnrichmentTest {
    private static final PipelineDefinition DEFINITION = DefinitionReader.read("""
            apiVersion: millrace/v1
            pipeline: p
            event: {fields: [{name: province, type: string, optional: true}]}
            enrich:
              - {lookup: provinces, on: province, add: [region, {name: people, type: long}]}
              - {lookup: regions, on: region, add: [{name: country, from: name}]}
            derive: [{name: twice, type: long, expr: people * 2}]
            where: region != 'hidden'
            """);

    private final Map<String, Lookup> lookups = Map.of("provinces", new Lookup(), "regions", new Lookup());
    private final Evaluation evaluation = Evaluation.of(
            DEFINITION, EventSchema.of("acme", "p", DEFINITION.event()), name -> Optional.ofNullable(lookups.get(name))
                    .orElseThrow());
    private final Event event = new Event(evaluation.schema());
    private final List<String> missing = new ArrayList<>();

    private void put(String lookup, int version, long validFrom, String csv) throws InvalidLookupException {
        Map<String, FieldType> types =
                csv.contains("people") ? Map.of("people", FieldType.of(FieldType.Kind.LONG)) : Map.of();
        Optional.ofNullable(lookups.get(lookup))
                .orElseThrow()
                .add(new LookupVersion(
                        version,
                        validFrom,
                        version,
                        Optional.of(new LookupReader(EventFormat.CSV, ReaderOptions.DEFAULT, LookupLimits.DEFAULT)
                                .read(csv.getBytes(StandardCharsets.UTF_8), Optional.empty(), types, Map.of()))));
    }

    private boolean evaluate(@Nullable String province, long eventTime) {
        event.clear();
        event.setEnvelope(eventTime, 0, 9);
        if (province != null) {
            event.setString(0, province);
        }
        return evaluation.evaluate(event, missing::add);
    }

    private Value value(String field) {
        return event.value(evaluation.schema().indexOf(field));
    }

    @Test
    void shouldAddWhatLookupsSayAndGoOnWithIt() throws InvalidLookupException {
        // Given
        put("provinces", 1, Long.MIN_VALUE, "code,region,people\nHKD,south,21\nBJ,,\nX,hidden,1\n");
        put("regions", 2, Long.MIN_VALUE, "code,name\nsouth,somewhere\n");
        // Then
        assertThat(evaluate("HKD", 0)).isTrue();
        assertThat(value("region")).isEqualTo(new Value.Text("south"));
        assertThat(value("country")).isEqualTo(new Value.Text("somewhere"));
        assertThat(value("twice")).isEqualTo(new Value.Whole(42));
        assertThat(evaluate("X", 0)).isFalse();
        assertThat(missing).containsExactly("regions");
        assertThat(evaluation.lookupsOffset()).isEqualTo(2);
    }

    @Test
    void shouldGiveNullForAMissingKeyAndCountIt() throws InvalidLookupException {
        // Given
        put("provinces", 1, Long.MIN_VALUE, "code,region,people\nHKD,south,21\n");
        // When
        evaluate("nowhere", 0);
        // Then
        assertThat(value("region")).isEqualTo(Value.MISSING);
        assertThat(value("twice")).isEqualTo(Value.MISSING);
        assertThat(missing).containsExactly("provinces");
    }

    @Test
    void shouldNotCountWhatHasNoValueToLookUp() throws InvalidLookupException {
        // Given
        put("provinces", 1, Long.MIN_VALUE, "code,region,people\nHKD,south,21\n");
        // When
        evaluate(null, 0);
        // Then
        assertThat(value("region")).isEqualTo(Value.MISSING);
        assertThat(missing).isEmpty();
    }

    @Test
    void shouldTakeTheVersionOfTheEventTime() throws InvalidLookupException {
        // Given
        put("provinces", 1, Long.MIN_VALUE, "code,region,people\nHKD,old,21\n");
        put("provinces", 2, 1_000, "code,people,region\nHKD,22,new\n");
        // Then
        evaluate("HKD", 999);
        assertThat(value("region")).isEqualTo(new Value.Text("old"));
        evaluate("HKD", 1_000);
        assertThat(value("region")).isEqualTo(new Value.Text("new"));
        assertThat(value("people")).isEqualTo(new Value.Whole(22));
    }

    @Test
    void shouldGiveNullForAColumnThatAVersionDoesNotHave() throws InvalidLookupException {
        // Given
        put("provinces", 1, Long.MIN_VALUE, "code,region\nHKD,south\n");
        // When
        evaluate("HKD", 0);
        // Then
        assertThat(value("region")).isEqualTo(new Value.Text("south"));
        assertThat(value("people")).isEqualTo(Value.MISSING);
    }
}
