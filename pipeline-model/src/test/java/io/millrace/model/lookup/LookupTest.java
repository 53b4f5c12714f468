package io.millrace.model.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookupTest {
    private static final long NOON = 1_700_000_000_000L;
    private static final long ALL = Long.MAX_VALUE;

    private final Lookup lookup = new Lookup();

    private LookupTable put(int version, long validFrom, long offset) throws InvalidLookupException {
        LookupTable table = new LookupReader(EventFormat.CSV, ReaderOptions.DEFAULT, LookupLimits.DEFAULT)
                .read(
                        ("code,region\nHKD,v" + version + "\n").getBytes(StandardCharsets.UTF_8),
                        Optional.empty(),
                        Map.of(),
                        Map.of());
        lookup.add(new LookupVersion(version, validFrom, offset, Optional.of(table)));
        return table;
    }

    @Test
    void shouldHaveNoRowsBeforeThereIsAVersion() {
        assertThat(lookup.at(NOON, ALL).rows()).isZero();
        assertThat(lookup.offset()).isEqualTo(-1);
    }

    @Test
    void shouldBeValidFromAMillisecondOnAndNotBefore() throws InvalidLookupException {
        // When
        LookupTable first = put(1, Long.MIN_VALUE, 3);
        LookupTable second = put(2, NOON, 5);
        // Then
        assertThat(lookup.at(Long.MIN_VALUE, ALL)).isSameAs(first);
        assertThat(lookup.at(NOON - 1, ALL)).isSameAs(first);
        assertThat(lookup.at(NOON, ALL)).isSameAs(second);
        assertThat(lookup.at(NOON + 1, ALL)).isSameAs(second);
        assertThat(lookup.offset()).isEqualTo(5);
    }

    @Test
    void shouldHaveNoRowsBeforeTheFirstIsValid() throws InvalidLookupException {
        // When
        LookupTable first = put(1, NOON, 3);
        // Then
        assertThat(lookup.at(NOON - 1, ALL).rows()).isZero();
        assertThat(lookup.at(NOON, ALL)).isSameAs(first);
    }

    @Test
    void shouldLetTheEarliestThatIsLeftBeValidFromTheBeginning() throws InvalidLookupException {
        // Given
        put(1, Long.MIN_VALUE, 3);
        LookupTable second = put(2, NOON, 5);
        LookupTable third = put(3, NOON + 10, 7);
        // When
        lookup.remove(1);
        // Then
        assertThat(lookup.at(NOON - 1, ALL)).isSameAs(second);
        assertThat(lookup.at(NOON - 1, 3)).isSameAs(second);
        assertThat(lookup.at(NOON + 10, ALL)).isSameAs(third);
        assertThat(lookup.at(NOON + 10, 5)).isSameAs(second);
        // When
        lookup.remove(2);
        lookup.remove(3);
        // Then
        assertThat(lookup.at(NOON, ALL).rows()).isZero();
    }

    @Test
    void shouldPreferTheLaterOfTwoThatAreValidFromTheSameTime() throws InvalidLookupException {
        // When
        put(1, NOON, 3);
        LookupTable second = put(2, NOON, 5);
        // Then
        assertThat(lookup.at(NOON, ALL)).isSameAs(second);
    }

    @Test
    void shouldLetACorrectionOfThePastEndWhereTheNextVersionBegins() throws InvalidLookupException {
        // When
        put(1, Long.MIN_VALUE, 3);
        LookupTable second = put(2, NOON, 5);
        LookupTable correction = put(3, NOON - 1_000, 7);
        // Then
        assertThat(lookup.at(NOON - 1, ALL)).isSameAs(correction);
        assertThat(lookup.at(NOON, ALL)).isSameAs(second);
    }

    @Test
    void shouldNotShowAnEventWhatWasPutAfterItWasAccepted() throws InvalidLookupException {
        // When
        LookupTable first = put(1, Long.MIN_VALUE, 3);
        LookupTable second = put(2, NOON, 5);
        LookupTable third = put(3, NOON, 7);
        // Then
        assertThat(lookup.at(NOON, 4)).isSameAs(first);
        assertThat(lookup.at(NOON, 5)).isSameAs(second);
        assertThat(lookup.at(NOON, 6)).isSameAs(second);
        assertThat(lookup.at(NOON, 7)).isSameAs(third);
    }

    @Test
    void shouldShowTheFirstVersionToEventsOfBefore() throws InvalidLookupException {
        // When
        LookupTable first = put(1, Long.MIN_VALUE, 3);
        put(2, Long.MIN_VALUE, 5);
        // Then
        assertThat(lookup.at(NOON, 1)).isSameAs(first);
    }

    @Test
    void shouldFailWhereTheRowsCantBeReadAndNowhereElse() throws InvalidLookupException {
        // Given
        LookupTable first = put(1, Long.MIN_VALUE, 3);
        lookup.add(new LookupVersion(2, NOON, 5, Optional.empty()));
        // Then
        assertThat(lookup.at(NOON - 1, ALL)).isSameAs(first);
        assertThatThrownBy(() -> lookup.at(NOON, ALL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 2");
    }
}
