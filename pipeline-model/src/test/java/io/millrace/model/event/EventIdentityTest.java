package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.definition.PipelineDefinition;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventIdentityTest {
    private static final byte[] RAW = "HKD,1".getBytes(StandardCharsets.UTF_8);

    private static FieldDefinition field(String name, FieldType type) {
        return new FieldDefinition(
                name,
                type,
                name,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static final List<FieldDefinition> FIELDS = List.of(
            field("string", FieldType.of(Kind.STRING)),
            field("truth", FieldType.of(Kind.BOOLEAN)),
            field("whole", FieldType.of(Kind.INT)),
            field("long_whole", FieldType.of(Kind.LONG)),
            field("real", FieldType.of(Kind.DOUBLE)),
            field("exact", FieldType.decimal(10, 2)),
            field("time", FieldType.of(Kind.TIMESTAMP)),
            field("day", FieldType.of(Kind.DATE)),
            field("uuid", FieldType.of(Kind.UUID)));

    private static PipelineDefinition pipeline(String name, List<FieldDefinition> fields, String... id) {
        return new PipelineDefinition(
                name,
                new EventDefinition(
                        fields,
                        Optional.empty(),
                        List.of(id),
                        Duration.ofHours(1),
                        EventDefinition.UnknownFields.IGNORE),
                Duration.ofDays(1),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                new PipelineDefinition.RetentionDefinition(Duration.ofDays(30), Duration.ofDays(400)),
                List.of());
    }

    private static EventIdentity identity(String tenant, PipelineDefinition definition) {
        return EventIdentity.of(tenant, definition, EventSchema.of(tenant, definition.pipeline(), definition.event()));
    }

    private static EventIdentity identity(String... id) {
        return identity("acme", pipeline("gpon", FIELDS, id));
    }

    private static Event event(PipelineDefinition definition) {
        Event event = new Event(EventSchema.of("acme", definition.pipeline(), definition.event()));
        EventSchema schema = event.schema();
        event.setString(schema.indexOf("string"), "ä");
        event.setLong(schema.indexOf("truth"), 1);
        event.setLong(schema.indexOf("whole"), 42);
        event.setLong(schema.indexOf("long_whole"), -42);
        event.setDouble(schema.indexOf("real"), 0.1);
        byte[] unscaled = new BigDecimal("-12.34").unscaledValue().toByteArray();
        event.setSlice(schema.indexOf("exact"), unscaled, 0, unscaled.length);
        event.setLong(schema.indexOf("time"), 1_564_630_713_000L);
        event.setLong(schema.indexOf("day"), 18_109);
        event.setString(schema.indexOf("uuid"), "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        return event;
    }

    private static Event event() {
        return event(pipeline("gpon", FIELDS));
    }

    private static final String[] ALL =
            FIELDS.stream().map(FieldDefinition::name).toArray(String[]::new);

    @Test
    void shouldKeepIdsForEver() {
        assertThat(identity(ALL).declared(event())).hasToString("789258d8-4f95-8440-9c5b-ef173ee45361");
        assertThat(identity("string", "time").declared(event())).hasToString("103f7cda-ee79-843e-9251-c73414dc27d8");
        assertThat(identity().ofRequest("key-1", 7, RAW, 0, RAW.length))
                .hasToString("6714d806-9dce-8835-8e8c-0a2f25e9c712");
    }

    @Test
    void shouldHashExactlyTheseBytes() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : List.of("millrace-id-1", "acme", "gpon")) {
            bytes.write(part.length());
            bytes.write(part.getBytes(StandardCharsets.UTF_8));
        }
        bytes.write(new byte[] {'d', 3, 's', 2, (byte) 0xC3, (byte) 0xA4, 'i', 0, 0, 0, 0, 0, 0, 0, 42});
        bytes.write(new byte[] {'n', 2, 2, (byte) 0xFB, 0x2E});
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());

        assertThat(identity("string", "whole", "exact").declared(event())).isEqualTo(EventId.derived(digest));
    }

    @Test
    void shouldMakeDerivedIdsVersion8() {
        EventId id = identity("string").declared(event());

        assertThat(id.toUuid().version()).isEqualTo(8);
        assertThat(id.toUuid().variant()).isEqualTo(2);
        assertThat(id.isDerived()).isTrue();
    }

    @Test
    void shouldNotDependOnTheOrderOfFieldsInTheSchemaButOnThatOfTheId() {
        FieldDefinition[] turned = FIELDS.toArray(FieldDefinition[]::new);
        Collections.reverse(Arrays.asList(turned));
        PipelineDefinition other = pipeline("gpon", List.of(turned), "string", "whole");

        assertThat(identity("acme", other).declared(event(other)))
                .isEqualTo(identity("string", "whole").declared(event()))
                .isNotEqualTo(identity("whole", "string").declared(event()));
    }

    @Test
    void shouldNotDependOnWhatIsNotInTheId() {
        Event changed = event();
        changed.setLong(2, 43);
        changed.setEnvelope(1, 2, 3);

        assertThat(identity("string").declared(changed))
                .isEqualTo(identity("string").declared(event()));
        assertThat(identity("whole").declared(changed))
                .isNotEqualTo(identity("whole").declared(event()));
    }

    @Test
    void shouldTellEveryInputApart() {
        List<FieldDefinition> strings =
                List.of(field("a", FieldType.of(Kind.STRING)), field("b", FieldType.of(Kind.STRING)));
        PipelineDefinition definition = pipeline("p", strings, "a", "b");
        EventIdentity identity = identity("t", definition);
        Event event = new Event(EventSchema.of("t", "p", definition.event()));
        Set<EventId> ids = new HashSet<>();
        int inputs = 0;
        String[] values = {"", "a", "ab", "b", "\0", "s", "s\0", "\1a", "a\1b"};
        for (int first = -1; first < values.length; first++) {
            for (int second = -1; second < values.length; second++) {
                event.clear();
                if (first >= 0) {
                    event.setString(0, values[first]);
                }
                if (second >= 0) {
                    event.setString(1, values[second]);
                }
                ids.add(identity.declared(event));
                inputs++;
            }
        }
        for (String[] names : new String[][] {{"t", "pp"}, {"tp", "p"}, {"tt", "p"}}) {
            ids.add(identity(names[0], pipeline(names[1], strings, "a", "b")).declared(event));
            inputs++;
        }
        assertThat(ids).hasSize(inputs);
    }

    @Test
    void shouldTellRecordsOfRequestsApart() {
        EventIdentity identity = identity();
        byte[] bytes = "xHKD,1HKD,1".getBytes(StandardCharsets.UTF_8);
        EventId id = identity.ofRequest("key-1", 7, RAW, 0, RAW.length);

        assertThat(identity.ofRequest("key-1", 7, bytes, 1, 5)).isEqualTo(id);
        assertThat(identity.ofRequest("key-1", 8, RAW, 0, RAW.length)).isNotEqualTo(id);
        assertThat(identity.ofRequest("key-2", 7, RAW, 0, RAW.length)).isNotEqualTo(id);
        assertThat(identity.ofRequest("key-1", 7, RAW, 0, 4)).isNotEqualTo(id);
        assertThat(identity.ofRequest("key-", 7, bytes, 0, 6)).isNotEqualTo(id);
        assertThat(identity("other", pipeline("gpon", FIELDS)).ofRequest("key-1", 7, RAW, 0, RAW.length))
                .isNotEqualTo(id);
    }

    @Test
    void shouldMakeFreshIdsVersion7InOrderOfTime() {
        SplittableRandom random = new SplittableRandom(1);
        EventId first = EventIdentity.fresh(1_600_000_000_000L, random);
        EventId second = EventIdentity.fresh(1_600_000_000_000L, random);
        EventId later = EventIdentity.fresh(1_600_000_000_001L, random);

        assertThat(first.toUuid().version()).isEqualTo(7);
        assertThat(first.toUuid().variant()).isEqualTo(2);
        assertThat(first.isDerived()).isFalse();
        assertThat(first.high() >>> 16).isEqualTo(1_600_000_000_000L);
        assertThat(first).isNotEqualTo(second);
        assertThat(later.high()).isGreaterThan(first.high());
    }

    @Test
    void shouldReadBackItsBytes() {
        EventId id = identity("string").declared(event());

        assertThat(EventId.read(id.toBytes())).isEqualTo(id);
        assertThatIllegalArgumentException().isThrownBy(() -> EventId.read(new byte[15]));
    }

    @Test
    void shouldRefuseWhatIsNotDeclared() {
        EventIdentity undeclared = identity();

        assertThat(undeclared.isDeclared()).isFalse();
        assertThat(identity("string").isDeclared()).isTrue();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> undeclared.declared(event()));
        assertThatIllegalArgumentException().isThrownBy(() -> identity("nosuch"));
    }

    @Test
    void shouldIdentifyWhatIsFetchedByItsPlaceAndBytes() {
        EventIdentity identity = identity();
        EventId id = identity.ofSource("file a", 7, RAW, 0, RAW.length);

        assertThat(identity.ofSource("file a", 7, RAW, 0, RAW.length)).isEqualTo(id);
        assertThat(List.of(
                        identity.ofRequest("file a", 7, RAW, 0, RAW.length),
                        identity.ofSource("file b", 7, RAW, 0, RAW.length),
                        identity.ofSource("file a", 8, RAW, 0, RAW.length),
                        identity.ofSource("file a", 7, RAW, 0, RAW.length - 1)))
                .doesNotContain(id)
                .doesNotHaveDuplicates();
    }
}
