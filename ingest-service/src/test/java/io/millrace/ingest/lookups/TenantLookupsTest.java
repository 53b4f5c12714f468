package io.millrace.ingest.lookups;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.lookup.InvalidLookupException;
import io.millrace.model.lookup.LookupLimits;
import io.millrace.model.lookup.LookupReader;
import io.millrace.model.lookup.LookupTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TenantLookupsTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final DefinitionsView definitions = new DefinitionsView(Duration.ofSeconds(1));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final TenantLookups lookups =
            new TenantLookups(definitions, this::append, new TenantLimits(2, 100, 10_000), clock);
    private long offset;

    private void append(Supplier<Optional<LookupChange>> decision) {
        decision.get().ifPresent(change -> {
            change.removed()
                    .forEach(version ->
                            definitions.lookups().remove(version.tenant(), version.lookup(), version.version()));
            change.added()
                    .ifPresent(version -> definitions.lookups().put(version.record(), ++offset, Optional.empty()));
        });
    }

    private void put(String lookup, String value) throws InvalidLookupException {
        LookupTable table = new LookupReader(EventFormat.CSV, ReaderOptions.DEFAULT, LookupLimits.DEFAULT)
                .read(("code\n" + value + "\n").getBytes(UTF_8), Optional.empty(), Map.of(), Map.of());
        lookups.put(new LookupPut("acme", lookup, Optional.empty(), Optional.empty()), table);
    }

    private void putAfter(Duration time, String value) throws InvalidLookupException {
        now = now.plus(time);
        put("provinces", value);
    }

    @Test
    void shouldKeepVersionsUntilTheArchiveHasNoEventOfTheirTime() throws InvalidLookupException {
        // When
        putAfter(Duration.ZERO, "a");
        putAfter(DAY, "b");
        putAfter(DAY.multipliedBy(30).minusMillis(1), "c");
        // Then
        assertThat(lookups.versions("acme", "provinces"))
                .extracting(LookupVersionRecord::version)
                .containsExactly(1, 2, 3);
        // When
        putAfter(Duration.ofMillis(1), "d");
        // Then
        assertThat(lookups.versions("acme", "provinces"))
                .extracting(LookupVersionRecord::version)
                .containsExactly(2, 3, 4);
    }

    @Test
    void shouldBoundTheNumberOfLookups() throws InvalidLookupException {
        // Given
        put("one", "a");
        put("two", "a");
        put("two", "b");

        // Then
        assertThatExceptionOfType(ImpossibleLookupException.class)
                .isThrownBy(() -> put("three", "a"))
                .satisfies(impossible -> assertThat(impossible.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.message()).contains("3 lookups, at most 2")));
        // When
        assertThat(lookups.delete("acme", "one", Optional.empty())).isTrue();
        put("three", "a");
        // Then
        assertThat(lookups.list("acme")).extracting(LookupVersionRecord::lookup).containsExactly("three", "two");
    }
}
