package io.millrace.cli.inference;

import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.value.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out what fields are for: event time, identity, dimensions, numbers to measure; and how long windows should be. */
final class RoleInference {
    private static final Duration FARTHEST_AHEAD = Duration.ofDays(400);
    private static final Duration USUAL_AHEAD = Duration.ofMinutes(30);
    private static final List<Duration> WINDOWS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(7));

    /** A chart of so many windows can be read. */
    private static final int MOST_WINDOWS = 60;

    /** Fewer records tell nothing about what is unique. */
    private static final int ENOUGH_FOR_IDENTITY = 20;

    private static final int MOST_DIMENSIONS = 2;
    private static final int MOST_GROUPS = 50;
    private static final int MOST_MEASURED = 3;
    private static final int MOST_ID_PARTS_TRIED = 6;

    private final TimeInference times;
    private final Instant now;

    RoleInference(TimeInference times, Clock clock) {
        this.times = times;
        now = clock.instant();
    }

    InferredPipeline infer(String name, Sample sample, List<InferredField> found, List<String> leftOut) {
        List<InferredField> fields = new ArrayList<>(found);
        Optional<InferredField> time = time(fields);
        if (time.isEmpty()) {
            time = fields.stream()
                    .filter(field ->
                            isA(field, Kind.DATE) && !field.definition().optional() && isNear(field))
                    .max(Comparator.comparingInt(field -> field.words().likelihoodOfEventTime()))
                    .map(times::asTimestamp);
            time.ifPresent(
                    converted -> fields.replaceAll(field -> field.name().equals(converted.name()) ? converted : field));
        }
        List<InferredField> id = id(fields, time);
        Duration span = time.map(RoleInference::span).orElse(Duration.ZERO);
        List<InferredField> dimensions = dimensions(fields, sample.records());
        return new InferredPipeline(
                name,
                sample,
                fields,
                time,
                time.map(RoleInference::last)
                        .map(last -> Duration.between(now, last))
                        .filter(ahead -> ahead.compareTo(USUAL_AHEAD) > 0)
                        .map(ahead -> Duration.ofDays(ahead.toDays() + 1)),
                id,
                distinctRecords(fields).size() >= ENOUGH_FOR_IDENTITY,
                dimensions,
                measured(fields, id, dimensions, sample.records()),
                span,
                window(span),
                leftOut);
    }

    private static boolean isA(InferredField field, Kind... kinds) {
        return Stream.of(kinds).anyMatch(kind -> field.definition().type().kind() == kind);
    }

    private Optional<InferredField> time(List<InferredField> fields) {
        // Of those that are as likely it is the first: max keeps the last of equals.
        List<InferredField> candidates = new ArrayList<>(fields.stream()
                .filter(field ->
                        isA(field, Kind.TIMESTAMP) && !field.definition().optional() && isNear(field))
                .toList());
        Collections.reverse(candidates);
        return candidates.stream()
                .max(Comparator.comparingInt(field -> field.words().likelihoodOfEventTime()));
    }

    /** Whether no event would be too far ahead for any definition. */
    private boolean isNear(InferredField field) {
        return field.present().findAny().isPresent()
                && Duration.between(now, last(field)).compareTo(FARTHEST_AHEAD.minusDays(1)) < 0;
    }

    private static Instant instant(Value value) {
        return value instanceof Value.Time time
                ? time.value()
                : value instanceof Value.Day day
                        ? day.value().atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Instant.EPOCH;
    }

    private static Instant last(InferredField field) {
        return field.present()
                .map(RoleInference::instant)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static Duration span(InferredField field) {
        Instant first = field.present()
                .map(RoleInference::instant)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return Duration.between(first, last(field));
    }

    static Duration window(Duration span) {
        return WINDOWS.stream()
                .filter(size -> span.toMillis() / size.toMillis() < MOST_WINDOWS)
                .findFirst()
                .orElse(Duration.ofDays(7));
    }

    private static Set<List<@Nullable Value>> distinctRecords(List<InferredField> fields) {
        Set<List<@Nullable Value>> records = new HashSet<>();
        int count = fields.isEmpty() ? 0 : fields.get(0).values().size();
        for (int record = 0; record < count; record++) {
            records.add(valuesOf(fields, record));
        }
        return records;
    }

    private static List<@Nullable Value> valuesOf(List<InferredField> fields, int record) {
        List<@Nullable Value> values = new ArrayList<>(fields.size());
        for (InferredField field : fields) {
            values.add(field.values().get(record));
        }
        return values;
    }

    /** The first of: one field that is a record's own, a field with the time, two with the time. Records that are copies don't count. */
    private static List<InferredField> id(List<InferredField> fields, Optional<InferredField> time) {
        List<InferredField> parts = new ArrayList<>(fields.stream()
                .filter(field -> !field.definition().optional() && isA(field, Kind.STRING, Kind.UUID, Kind.LONG))
                .filter(field ->
                        isA(field, Kind.STRING, Kind.UUID) || field.words().speakOfIdentity())
                .filter(field -> field.words().speakOfIdentity() || isA(field, Kind.UUID) || isShort(field))
                .toList());
        parts.sort(Comparator.comparing((InferredField field) -> !field.words().speakOfIdentity())
                .thenComparing(Comparator.comparingInt(InferredField::distinct).reversed()));
        for (InferredField part : parts) {
            if ((isA(part, Kind.UUID) || part.words().speakOfOneRecord()) && isUnique(List.of(part), fields)) {
                return List.of(part);
            }
        }
        if (time.isEmpty()) {
            return List.of();
        }
        List<InferredField> tried = parts.subList(0, Math.min(parts.size(), MOST_ID_PARTS_TRIED));
        for (InferredField part : tried) {
            if (isUnique(List.of(part, time.get()), fields)) {
                return List.of(part, time.get());
            }
        }
        for (int one = 0; one < tried.size(); one++) {
            for (int other = one + 1; other < tried.size(); other++) {
                List<InferredField> both = List.of(tried.get(one), tried.get(other), time.get());
                if (isUnique(both, fields)) {
                    return both;
                }
            }
        }
        return List.of();
    }

    private static boolean isShort(InferredField field) {
        return field.present()
                .allMatch(value ->
                        value instanceof Value.Text text && text.value().length() <= 64);
    }

    /** Whether no two records that differ have the same values there. */
    private static boolean isUnique(List<InferredField> id, List<InferredField> fields) {
        Map<List<@Nullable Value>, List<@Nullable Value>> records = new HashMap<>();
        int count = id.get(0).values().size();
        for (int record = 0; record < count; record++) {
            List<@Nullable Value> whole = valuesOf(fields, record);
            List<@Nullable Value> former = records.putIfAbsent(valuesOf(id, record), whole);
            if (former != null && !former.equals(whole)) {
                return false;
            }
        }
        return true;
    }

    private static List<InferredField> dimensions(List<InferredField> fields, int records) {
        int most = Math.min(MOST_GROUPS, Math.max(2, records / 2));
        return fields.stream()
                .filter(field -> isA(field, Kind.STRING, Kind.BOOLEAN))
                .filter(field -> field.distinct() >= 2 && field.distinct() <= most)
                .limit(MOST_DIMENSIONS)
                .toList();
    }

    private static List<InferredField> measured(
            List<InferredField> fields, List<InferredField> id, List<InferredField> dimensions, int records) {
        return fields.stream()
                .filter(field -> field.definition().type().isNumeric())
                .filter(field -> !id.contains(field) && !dimensions.contains(field))
                .filter(field -> !field.words().speakOfPlace() && !field.words().speakOfIdentity())
                .filter(field -> field.distinct() > 1 || records < ENOUGH_FOR_IDENTITY)
                .limit(MOST_MEASURED)
                .toList();
    }
}
