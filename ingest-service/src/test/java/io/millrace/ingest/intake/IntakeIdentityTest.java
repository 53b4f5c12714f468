package io.millrace.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EventId;
import io.millrace.model.format.EventFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntakeIdentityTest extends IntakeFixture {
    @Test
    void shouldGiveTheSameIdsToTheSameBodyUnderTheSameKey() {
        // Given
        IntakeRequest request = request(pipeline, EventFormat.NDJSON, ContentEncoding.IDENTITY, Optional.of("k1"));
        String body = row("a", 1) + row("a", 1) + row("b", 2);

        // When
        take(request, body);
        take(request, body);

        // Then
        List<EventId> ids = ids();
        assertThat(ids.subList(3, 6)).isEqualTo(ids.subList(0, 3));
        assertThat(ids.subList(0, 3)).doesNotHaveDuplicates().allMatch(EventId::isDerived);
    }

    @Test
    void shouldGiveOtherIdsUnderAnotherKey() {
        // When
        take(request(pipeline, EventFormat.NDJSON, ContentEncoding.IDENTITY, Optional.of("k1")), row("a", 1));
        take(request(pipeline, EventFormat.NDJSON, ContentEncoding.IDENTITY, Optional.of("k2")), row("a", 1));

        // Then
        assertThat(ids()).doesNotHaveDuplicates();
    }

    @Test
    void shouldPreferTheDeclaredIdentityOverTheKey() {
        // When
        take(request(identified, EventFormat.NDJSON, ContentEncoding.IDENTITY, Optional.of("k1")), row("a", 1));
        take(request(identified, EventFormat.CSV, ContentEncoding.IDENTITY, Optional.empty()), "speed,device\n9,a\n");

        // Then
        assertThat(ids().get(0)).isEqualTo(ids().get(1)).matches(EventId::isDerived);
    }

    @Test
    void shouldGiveFreshIdsWithoutIdentityAndKey() {
        // When
        take(request(EventFormat.NDJSON), row("a", 1) + row("a", 1));

        // Then
        assertThat(ids()).doesNotHaveDuplicates().noneMatch(EventId::isDerived);
    }

    private List<EventId> ids() {
        return sent("events.acme").stream()
                .map(record -> EventId.read(record.key()))
                .toList();
    }
}
