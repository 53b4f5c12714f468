package io.millrace.model.format;

import static io.millrace.model.format.Definitions.field;
import static io.millrace.model.format.Definitions.format;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.definition.FieldType.Kind;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTimestampTest {
    private static final String FIXED = "dd/MM/yyyy HH:mm:ss";

    private static TimestampParser parser(String pattern, String zone) {
        return TimestampParser.of(0, format(field("at", Kind.TIMESTAMP), pattern, zone));
    }

    private static long millis(TimestampParser parser, String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return parser.millis(bytes, 1, bytes.length - 2);
    }

    private static String read(String pattern, String zone, String text) {
        long millis = millis(parser(pattern, zone), text);
        if (millis == TimestampParser.SKIPPED) {
            return "skipped";
        }
        return millis == TimestampParser.NOT_WRITTEN_SO
                ? "none"
                : Instant.ofEpochMilli(millis).toString();
    }

    @ParameterizedTest
    @CsvSource({
        // Spring: 02:00 to 03:00 does not exist.
        "Europe/Berlin, 31/03/2019 01:59:59, 2019-03-31T00:59:59Z",
        "Europe/Berlin, 31/03/2019 02:00:00, skipped",
        "Europe/Berlin, 31/03/2019 02:59:59, skipped",
        "Europe/Berlin, 31/03/2019 03:00:00, 2019-03-31T01:00:00Z",
        // Autumn: 02:00 to 03:00 is there twice, the first counts.
        "Europe/Berlin, 27/10/2019 01:59:59, 2019-10-26T23:59:59Z",
        "Europe/Berlin, 27/10/2019 02:00:00, 2019-10-27T00:00:00Z",
        "Europe/Berlin, 27/10/2019 02:59:59, 2019-10-27T00:59:59Z",
        "Europe/Berlin, 27/10/2019 03:00:00, 2019-10-27T02:00:00Z",
        // Half an hour.
        "Australia/Lord_Howe, 06/10/2019 02:00:00, skipped",
        "Australia/Lord_Howe, 06/10/2019 02:30:00, 2019-10-05T15:30:00Z",
        "Australia/Lord_Howe, 07/04/2019 01:30:00, 2019-04-06T14:30:00Z",
        "Australia/Lord_Howe, 07/04/2019 02:00:00, 2019-04-06T15:30:00Z",
        // A whole day.
        "Pacific/Apia, 29/12/2011 23:59:59, 2011-12-30T09:59:59Z",
        "Pacific/Apia, 30/12/2011 12:00:00, skipped",
        "Pacific/Apia, 31/12/2011 00:00:00, 2011-12-30T10:00:00Z",
        // Midnight itself.
        "America/Sao_Paulo, 04/11/2018 00:00:00, skipped",
        "America/Sao_Paulo, 18/02/2018 00:00:00, 2018-02-18T03:00:00Z",
        "America/Sao_Paulo, 17/02/2018 23:30:00, 2018-02-18T01:30:00Z",
        // Seconds.
        "Europe/Amsterdam, 01/01/1900 00:00:00, 1899-12-31T23:42:00Z",
        "UTC, 01/08/2019 11:38:33, 2019-08-01T11:38:33Z",
        "+05:30, 01/08/2019 11:38:33, 2019-08-01T06:08:33Z",
        "Asia/Shanghai, 01/08/2019 11:38:33, 2019-08-01T03:38:33Z",
    })
    void shouldReadLocalTimeOnTheClocksOfTheZone(String zone, String text, String expected) {
        if (!zone.equals("Europe/Amsterdam")) {
            assertThat(read(FIXED, zone, text)).isEqualTo(expected);
        } else {
            // What Amsterdam's clocks showed in 1900 differs between versions of the time zone database.
            ZoneId amsterdam = ZoneId.of(zone);
            assertThat(read(FIXED, zone, text))
                    .isEqualTo(LocalDateTime.of(1900, 1, 1, 0, 0)
                            .atZone(amsterdam)
                            .toInstant()
                            .toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "dd/MM/yyyy HH:mm:ss      | 29/02/2020 23:59:59      | 2020-02-29T23:59:59Z",
                "dd/MM/yyyy HH:mm:ss      | 29/02/2019 00:00:00      | none",
                "dd/MM/yyyy HH:mm:ss      | 31/04/2019 00:00:00      | none",
                "dd/MM/yyyy HH:mm:ss      | 01/08/2019 24:00:00      | none",
                "dd/MM/yyyy HH:mm:ss      | 1/8/2019 11:38:33        | none",
                "dd/MM/yyyy HH:mm:ss      | 01/08/2019 11:38:33x     | none",
                "dd/MM/yyyy HH:mm:ss      | 01/08/2019               | none",
                "yyyy-MM-dd'T'HH:mm       | 2019-08-01T11:38         | 2019-08-01T11:38:00Z",
                "uuuuMMddHHmmssSSS        | 20190801113833250        | 2019-08-01T11:38:33.250Z",
                "yyyyMMddHHmmss           | 20190801113833           | 2019-08-01T11:38:33Z",
                "yyyy-MM-dd               | 2019-08-01               | 2019-08-01T00:00:00Z",
                "d MMM yyyy h:mm a        | 1 Aug 2019 1:05 PM       | 2019-08-01T13:05:00Z",
                "dd.MM.yy HH:mm           | 01.08.19 11:38           | 2019-08-01T11:38:00Z",
                "yyyy-MM-dd HH:mm:ssXXX   | 2019-08-01 11:38:33+08:00| 2019-08-01T03:38:33Z",
                "yyyy-MM-dd HH:mm:ss VV   | 2019-03-31 02:30:00 Europe/Berlin | skipped",
                "yyyy-MM-dd HH:mm:ss VV   | 2019-10-27 02:30:00 Europe/Berlin | 2019-10-27T00:30:00Z",
                "yyyy-MM-dd HH:mm:ss.SSSSSS | 2019-08-01 11:38:33.123999 | 2019-08-01T11:38:33.123Z",
                "yyyy-MM-dd[ HH:mm]       | 2019-08-01               | 2019-08-01T00:00:00Z",
                "yyyy-MM-dd[ HH:mm]       | 2019-08-01 11:38         | 2019-08-01T11:38:00Z",
                "yyyy-DDD HH:mm           | 2019-213 11:38           | 2019-08-01T11:38:00Z",
                "yyyy-DDD HH:mm           | 2019-366 11:38           | none",
                "dd/MM/yyyy G HH          | 01/08/2019 AD 11         | 2019-08-01T11:00:00Z",
                "yyyy 'o''clock' MM dd HH | 2019 o'clock 08 01 11    | 2019-08-01T11:00:00Z",
                "yyyy''MM''dd             | 2019'08'01               | 2019-08-01T00:00:00Z",
                "yyyy年MM月dd日            | 2019年08月01日             | 2019-08-01T00:00:00Z",
            })
    void shouldReadPatternsStrictly(String pattern, String text, String expected) {
        assertThat(read(pattern, "UTC", text)).isEqualTo(expected);
    }

    @Test
    void shouldRefuseWhatIsNoPattern() {
        assertThatIllegalArgumentException().isThrownBy(() -> DatePattern.of("yyyy-MM-dd 'x"));
        assertThatIllegalArgumentException().isThrownBy(() -> DatePattern.of("yyyy-bb"));
        assertThatIllegalArgumentException().isThrownBy(() -> DatePattern.of("HH:mm"));
    }

    /** The formatter alone, as {@link PatternTimestamp} falls back on it. */
    private static long byFormatter(String pattern, ZoneId zone, String text) {
        try {
            LocalDateTime local = LocalDateTime.parse(
                    text,
                    DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.US)
                            .withResolverStyle(ResolverStyle.STRICT));
            if (local.getYear() < -1 || local.getYear() > 10_000) {
                return TimestampParser.OUT_OF_RANGE;
            }
            List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
            return offsets.isEmpty()
                    ? TimestampParser.SKIPPED
                    : local.toInstant(offsets.get(0)).toEpochMilli();
        } catch (DateTimeException notWrittenSo) {
            return TimestampParser.NOT_WRITTEN_SO;
        }
    }

    @Property(tries = 5000)
    void shouldReadFixedPlacesAsTheFormatterDoes(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        assertThat(millis(parser(pattern, "Pacific/Chatham"), text))
                .isEqualTo(byFormatter(pattern, ZoneId.of("Pacific/Chatham"), text));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("dd/MM/yyyy HH:mm:ss", "uuuuMMddHHmmss", "yyyy-MM-dd HH:mm", "yyyyMMddHHmmssSSS");
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> written = Combinators.combine(
                        patterns(), Arbitraries.longs().between(-62_135_596_800L, 253_402_300_799L))
                .as((pattern, second) -> DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.US)
                        .format(LocalDateTime.ofEpochSecond(second, 123_000_000, ZoneOffset.UTC)));
        Arbitrary<String> changed = Combinators.combine(
                        written,
                        Arbitraries.integers().between(0, 16),
                        Arbitraries.of("0", "3", "6", "9", "", "-", "+", " ", "é", "00"))
                .as((text, at, piece) ->
                        at < text.length() ? text.substring(0, at) + piece + text.substring(at + 1) : text);
        return Arbitraries.oneOf(written, changed);
    }

    @Property(tries = 3000)
    void shouldKnowTheOffsetsOfAnyZoneAroundItsChanges(
            @ForAll("zones") ZoneId zone,
            @ForAll @LongRange(min = -3_000_000_000L, max = 4_000_000_000L) long second,
            @ForAll @IntRange(min = -7300, max = 7300) int distance) {
        LocalClock clock = new LocalClock(zone);
        ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.ofEpochSecond(second));
        long near = change == null ? second : change.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC);
        for (long local :
                new long[] {near - 90_000, near + distance, near, near - 1, near + 3600, near + 90_000, near + distance
                }) {
            List<ZoneOffset> offsets =
                    zone.getRules().getValidOffsets(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC));
            long expected =
                    offsets.isEmpty() ? LocalClock.NONE : local - offsets.get(0).getTotalSeconds();

            assertThat(clock.toEpochSecond(local)).isEqualTo(expected);
        }
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(ZoneId.getAvailableZoneIds().stream().sorted().toList())
                .map(ZoneId::of);
    }

    @Property(tries = 3000)
    void shouldReadRfc3339AsTheJdkDoes(
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_200_000L) long second,
            @ForAll @IntRange(min = 0, max = 999_999_999) int nano,
            @ForAll @IntRange(min = -1079, max = 1079) int offsetMinutes) {
        OffsetDateTime time = OffsetDateTime.ofInstant(
                Instant.ofEpochSecond(second, nano), ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX", Locale.ROOT)
                .format(time);
        TimestampParser parser = TimestampParser.of(0, field("at", Kind.TIMESTAMP));

        if (time.getYear() >= 0 && time.getYear() <= 9999) {
            assertThat(millis(parser, text)).isEqualTo(time.toInstant().toEpochMilli());
        }
    }
}
