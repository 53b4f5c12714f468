package io.millrace.model.format;

import static io.millrace.model.format.Definitions.events;
import static io.millrace.model.format.Definitions.field;
import static io.millrace.model.format.Definitions.format;
import static io.millrace.model.format.Definitions.optional;
import static io.millrace.model.format.Definitions.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.event.Event;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The value rules of the HTTP API, one row each: what is accepted and as what, what is refused and why. */
class ValueRulesTest {
    private static final Map<String, FieldDefinition> TYPES = Map.ofEntries(
            Map.entry("string", field("v", Kind.STRING)),
            Map.entry("boolean", field("v", Kind.BOOLEAN)),
            Map.entry("int", field("v", Kind.INT)),
            Map.entry("long", field("v", Kind.LONG)),
            Map.entry("long 0..9.5", within(field("v", Kind.LONG), "0", "9.5")),
            Map.entry("long -2.5..", within(field("v", Kind.LONG), "-2.5", "")),
            Map.entry("long 1e30..", within(field("v", Kind.LONG), "1e30", "")),
            Map.entry("double", field("v", Kind.DOUBLE)),
            Map.entry("double 0.1..0.3", within(field("v", Kind.DOUBLE), "0.1", "0.3")),
            Map.entry("decimal(6,2)", field("v", FieldType.decimal(6, 2))),
            Map.entry("decimal(6,2) 0.5..1.005", within(field("v", FieldType.decimal(6, 2)), "0.5", "1.005")),
            Map.entry("decimal(38,20)", field("v", FieldType.decimal(38, 20))),
            Map.entry("decimal(38,0) 1e30..", within(field("v", FieldType.decimal(38, 0)), "1e30", "")),
            Map.entry("decimal(18,18)", field("v", FieldType.decimal(18, 18))),
            Map.entry("decimal(5,0)", field("v", FieldType.decimal(5, 0))),
            Map.entry("timestamp", field("v", Kind.TIMESTAMP)),
            Map.entry("epoch-ms", format(field("v", Kind.TIMESTAMP), "epoch-ms", "")),
            Map.entry("epoch-s", format(field("v", Kind.TIMESTAMP), "epoch-s", "")),
            Map.entry("date", field("v", Kind.DATE)),
            Map.entry("date dd.MM.yyyy", format(field("v", Kind.DATE), "dd.MM.yyyy", "")),
            Map.entry("date d MMM yy", format(field("v", Kind.DATE), "d MMM yy", "")),
            Map.entry("date epoch-s", format(field("v", Kind.DATE), "epoch-s", "")),
            Map.entry("uuid", field("v", Kind.UUID)));

    private static FieldDefinition type(String name) {
        return Objects.requireNonNull(TYPES.get(name), name);
    }

    private static String json(String type, String value) {
        EventDefinition event = events(type(type));
        String record = new Bodies(EventFormat.NDJSON, event)
                .read("{\"v\":" + value + "}")
                .get(0);
        return record.substring(record.indexOf(' ') + 1).replaceFirst(" v$", "");
    }

    private static String csv(String type, String cell) {
        EventDefinition event = events(type(type), optional(field("other", Kind.STRING)));
        String record = new Bodies(EventFormat.CSV, event)
                .read("v,other\n" + cell + ",\n")
                .get(0);
        return record.substring(record.indexOf(' ') + 1).replaceFirst(" v$", "").replaceFirst("\\|null$", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "string  ~ \"a\"                  ~ a",
                "string  ~ \"\"                   ~ ``",
                "string  ~ 1                      ~ not-a-string",
                "string  ~ true                   ~ not-a-string",
                "string  ~ {}                     ~ wrong-type",
                "string  ~ [\"a\"]                ~ wrong-type",
                "string  ~ null                   ~ missing-field",
                "boolean ~ true                   ~ true",
                "boolean ~ false                  ~ false",
                "boolean ~ \"true\"               ~ not-a-boolean",
                "boolean ~ 1                      ~ not-a-boolean",
                "boolean ~ null                   ~ missing-field",
                "long    ~ 12                     ~ 12",
                "long    ~ \"12\"                 ~ 12",
                "long    ~ true                   ~ not-a-number",
                "long    ~ {}                     ~ wrong-type",
                "long    ~ [1]                    ~ wrong-type",
                "long    ~ \"\"                   ~ not-a-number",
                "long    ~ \" 12\"                ~ not-a-number",
                "long    ~ 1.0                    ~ 1",
                "long    ~ 1e3                    ~ 1000",
                "long    ~ 1.5e1                  ~ 15",
                "long    ~ 10e-1                  ~ 1",
                "long    ~ 1.5                    ~ not-an-integer",
                "long    ~ 1e-1                   ~ not-an-integer",
                "long    ~ 1e-999999999999        ~ not-an-integer",
                "long    ~ 0e999999999999         ~ 0",
                "long    ~ 9223372036854775807    ~ 9223372036854775807",
                "long    ~ 9223372036854775808    ~ out-of-range",
                "long    ~ -9223372036854775808   ~ -9223372036854775808",
                "long    ~ -9223372036854775809   ~ out-of-range",
                "long    ~ 9223372036854775807.00 ~ 9223372036854775807",
                "long    ~ 1e18                   ~ 1000000000000000000",
                "long    ~ 1e19                   ~ out-of-range",
                "long    ~ 1e999999999999         ~ out-of-range",
                "int     ~ 2147483647             ~ 2147483647",
                "int     ~ 2147483648             ~ out-of-range",
                "int     ~ -2147483648            ~ -2147483648",
                "int     ~ -2147483649            ~ out-of-range",
                "double  ~ 0.1                    ~ 0.1",
                "double  ~ \"-1.5e-3\"            ~ -0.0015",
                "double  ~ -0.0                   ~ 0.0",
                "double  ~ 1e308                  ~ 1.0E308",
                "double  ~ 1e309                  ~ out-of-range",
                "double  ~ -1e309                 ~ out-of-range",
                "double  ~ 1e-400                 ~ 0.0",
                "double  ~ \"NaN\"                ~ not-a-number",
                "double  ~ \"Infinity\"           ~ not-a-number",
                "double  ~ \"1d\"                 ~ not-a-number",
                "double  ~ \"0x1p3\"              ~ not-a-number",
                "double  ~ NaN                    ~ malformed-record",
                "decimal(6,2) ~ 1.25              ~ 1.25",
                "decimal(6,2) ~ \"-1234.5\"       ~ -1234.50",
                "decimal(6,2) ~ 1.250000          ~ 1.25",
                "decimal(6,2) ~ 1.255             ~ too-many-digits",
                "decimal(6,2) ~ 1e-3              ~ too-many-digits",
                "decimal(6,2) ~ 9999.99           ~ 9999.99",
                "decimal(6,2) ~ -9999.99          ~ -9999.99",
                "decimal(6,2) ~ 10000             ~ out-of-range",
                "decimal(6,2) ~ 1e4               ~ out-of-range",
                "decimal(6,2) ~ 1e3               ~ 1000.00",
                "decimal(6,2) ~ 0e-99             ~ 0.00",
                "timestamp ~ 1564630713000        ~ not-a-timestamp",
                "timestamp ~ true                 ~ not-a-timestamp",
                "timestamp ~ []                   ~ wrong-type",
                "epoch-ms  ~ 1564630713000        ~ 2019-08-01T03:38:33Z",
                "epoch-ms  ~ \"1564630713000\"    ~ 2019-08-01T03:38:33Z",
                "epoch-ms  ~ 1.564630713e12       ~ 2019-08-01T03:38:33Z",
                "epoch-ms  ~ 1564630713000.0      ~ 2019-08-01T03:38:33Z",
                "epoch-ms  ~ 1564630713000.5      ~ not-a-timestamp",
                "epoch-ms  ~ 1e-9999999           ~ not-a-timestamp",
                "epoch-ms  ~ 0                    ~ 1970-01-01T00:00:00Z",
                "epoch-ms  ~ 253402300799999      ~ 9999-12-31T23:59:59.999Z",
                "epoch-ms  ~ 253402300800000      ~ out-of-range",
                "epoch-ms  ~ 1564630713000000     ~ out-of-range",
                "epoch-ms  ~ -62167219200000      ~ 0000-01-01T00:00:00Z",
                "epoch-ms  ~ -62167219200001      ~ out-of-range",
                "epoch-ms  ~ \"now\"              ~ not-a-timestamp",
                "epoch-s   ~ 1564630713           ~ 2019-08-01T03:38:33Z",
                "epoch-s   ~ 1564630713.1239      ~ 2019-08-01T03:38:33.123Z",
                "epoch-s   ~ \"1564630713.12399999999999999\" ~ 2019-08-01T03:38:33.123Z",
                "epoch-s   ~ -0.0001              ~ 1969-12-31T23:59:59.999Z",
                "epoch-s   ~ -1e-9999999          ~ 1969-12-31T23:59:59.999Z",
                "epoch-s   ~ 1e-9999999           ~ 1970-01-01T00:00:00Z",
                "epoch-s   ~ 1564630713000        ~ out-of-range",
                "epoch-s   ~ 1e99999999           ~ out-of-range",
                "date      ~ \"2019-08-01\"       ~ 2019-08-01",
                "date      ~ 20190801             ~ not-a-date",
                "date epoch-s ~ 1564617599        ~ 2019-07-31",
                "date epoch-s ~ 1564617600        ~ 2019-08-01",
                "uuid      ~ 7                    ~ not-a-uuid",
            })
    void shouldReadJson(String type, String value, String expected) {
        assertThat(json(type, value)).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "boolean ~ true                 ~ true",
                "boolean ~ ` false `            ~ false",
                "boolean ~ \"true\"             ~ true",
                "boolean ~ TRUE                 ~ not-a-boolean",
                "boolean ~ 1                    ~ not-a-boolean",
                "boolean ~ yes                  ~ not-a-boolean",
                "long    ~ ` 12 `               ~ 12",
                "long    ~ +12                  ~ 12",
                "long    ~ 0012                 ~ 12",
                "long    ~ 12.                  ~ 12",
                "long    ~ .0                   ~ 0",
                "long    ~ -0                   ~ 0",
                "long    ~ ``                   ~ missing-field",
                "long    ~ ` `                  ~ missing-field",
                "long    ~ \"\"                 ~ not-a-number",
                "long    ~ -                    ~ not-a-number",
                "long    ~ .                    ~ not-a-number",
                "long    ~ e5                   ~ not-a-number",
                "long    ~ 1e                   ~ not-a-number",
                "long    ~ 1e+                  ~ not-a-number",
                "long    ~ 1.2.3                ~ not-a-number",
                "long    ~ 1 2                  ~ not-a-number",
                "long    ~ \"1,000\"            ~ not-a-number",
                "long    ~ 1_000                ~ not-a-number",
                "long    ~ 0x10                 ~ not-a-number",
                "long    ~ ١                    ~ not-a-number",
                "long    ~ --1                  ~ not-a-number",
                "long    ~ null                 ~ not-a-number",
                "long 0..9.5 ~ 0                ~ 0",
                "long 0..9.5 ~ -1               ~ out-of-range",
                "long 0..9.5 ~ 9                ~ 9",
                "long 0..9.5 ~ 10               ~ out-of-range",
                "long -2.5.. ~ -2               ~ -2",
                "long -2.5.. ~ -3               ~ out-of-range",
                "long 1e30.. ~ 9223372036854775807 ~ out-of-range",
                "double 0.1..0.3 ~ 0.1          ~ 0.1",
                "double 0.1..0.3 ~ 0.09999999   ~ out-of-range",
                "double 0.1..0.3 ~ 0.3          ~ 0.3",
                "double 0.1..0.3 ~ 0.3000001    ~ out-of-range",
                "decimal(6,2) 0.5..1.005 ~ 0.5  ~ 0.50",
                "decimal(6,2) 0.5..1.005 ~ 0.49 ~ out-of-range",
                "decimal(6,2) 0.5..1.005 ~ 1    ~ 1.00",
                "decimal(6,2) 0.5..1.005 ~ 1.01 ~ out-of-range",
                "decimal(38,20) ~ 123456789012345678.12345678901234567890 ~ 123456789012345678.12345678901234567890",
                "decimal(38,20) ~ 999999999999999999.99999999999999999999 ~ 999999999999999999.99999999999999999999",
                "decimal(38,20) ~ 1000000000000000000 ~ out-of-range",
                "decimal(38,20) ~ 0.000000000000000000001 ~ too-many-digits",
                "decimal(38,20) ~ 1.5           ~ 1.50000000000000000000",
                "decimal(38,0) 1e30..  ~ 0        ~ out-of-range",
                "decimal(38,0) 1e30..  ~ 1e30     ~ 1000000000000000000000000000000",
                "decimal(38,0) 1e30..  ~ 1e29     ~ out-of-range",
                "decimal(38,0) 1e30..  ~ 5        ~ out-of-range",
                "decimal(38,20) ~ -5              ~ -5.00000000000000000000",
                "decimal(18,18) ~ 0.999999999999999999 ~ 0.999999999999999999",
                "decimal(18,18) ~ 1             ~ out-of-range",
                "decimal(18,18) ~ 1e-18         ~ 0.000000000000000001",
                "decimal(18,18) ~ 1e-19         ~ too-many-digits",
                "decimal(5,0)   ~ 99999.000     ~ 99999",
                "decimal(5,0)   ~ 0.5           ~ too-many-digits",
                "decimal(5,0)   ~ 1e5           ~ out-of-range",
                "timestamp ~ 2019-08-01T03:38:33Z         ~ 2019-08-01T03:38:33Z",
                "timestamp ~ 2019-08-01 11:38:33+08:00    ~ 2019-08-01T03:38:33Z",
                "timestamp ~ 2019-08-01t03:38:33z         ~ 2019-08-01T03:38:33Z",
                "timestamp ~ 2019-08-01T03:38:33.9999999999Z ~ 2019-08-01T03:38:33.999Z",
                "timestamp ~ 2019-08-01T03:38:33.1Z       ~ 2019-08-01T03:38:33.100Z",
                "timestamp ~ 1969-12-31T23:59:59.9999Z    ~ 1969-12-31T23:59:59.999Z",
                "timestamp ~ 2019-07-31T23:38:33-04:00    ~ 2019-08-01T03:38:33Z",
                "timestamp ~ 2019-08-01T03:38:33-00:00    ~ 2019-08-01T03:38:33Z",
                "timestamp ~ 2020-02-29T00:00:00Z         ~ 2020-02-29T00:00:00Z",
                "timestamp ~ 2019-02-29T00:00:00Z         ~ not-a-timestamp",
                "timestamp ~ 2100-02-29T00:00:00Z         ~ not-a-timestamp",
                "timestamp ~ 2000-02-29T00:00:00Z         ~ 2000-02-29T00:00:00Z",
                "timestamp ~ 2019-04-31T00:00:00Z         ~ not-a-timestamp",
                "timestamp ~ 2019-13-01T00:00:00Z         ~ not-a-timestamp",
                "timestamp ~ 2019-00-01T00:00:00Z         ~ not-a-timestamp",
                "timestamp ~ 2019-08-00T00:00:00Z         ~ not-a-timestamp",
                "timestamp ~ 2019-08-01T24:00:00Z         ~ not-a-timestamp",
                "timestamp ~ 2019-08-01T03:60:33Z         ~ not-a-timestamp",
                "timestamp ~ 2016-12-31T23:59:60Z         ~ not-a-timestamp",
                "timestamp ~ 2019-08-01T03:38:33          ~ not-a-timestamp",
                "timestamp ~ 2019-08-01T03:38:33.Z        ~ not-a-timestamp",
                "timestamp ~ 2019-08-01T03:38Z            ~ not-a-timestamp",
                "timestamp ~ 2019-08-01                   ~ not-a-timestamp",
                "timestamp ~ 2019-08-01T03:38:33+0800     ~ not-a-timestamp",
                "timestamp ~ 2019-08-01T03:38:33+24:00    ~ not-a-timestamp",
                "timestamp ~ 2019-08-01T03:38:33+08:60    ~ not-a-timestamp",
                "timestamp ~ 2019-08-01T03:38:33Zx        ~ not-a-timestamp",
                "timestamp ~ +2019-08-01T03:38:33Z        ~ not-a-timestamp",
                "timestamp ~ 0000-01-01T00:00:00+01:00    ~ out-of-range",
                "timestamp ~ 9999-12-31T23:59:59.999Z     ~ 9999-12-31T23:59:59.999Z",
                "timestamp ~ 9999-12-31T23:59:59-01:00    ~ out-of-range",
                "date      ~ ` 2019-08-01 `               ~ 2019-08-01",
                "date      ~ 2019-8-1                     ~ not-a-date",
                "date      ~ 2019-02-29                   ~ not-a-date",
                "date      ~ 2019-08-01T00:00:00Z         ~ not-a-date",
                "date dd.MM.yyyy ~ 29.02.2020             ~ 2020-02-29",
                "date dd.MM.yyyy ~ 29.02.2019             ~ not-a-date",
                "date dd.MM.yyyy ~ 1.2.2019               ~ not-a-date",
                "date d MMM yy   ~ 1 Feb 19               ~ 2019-02-01",
                "date d MMM yy   ~ 30 Feb 19              ~ not-a-date",
                "uuid ~ 6BA7B810-9dad-11d1-80b4-00c04fd430c8  ~ 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
                "uuid ~ 6ba7b8109dad11d180b400c04fd430c8      ~ not-a-uuid",
                "uuid ~ 6ba7b810-9dad-11d1-80b4-00c04fd430cg  ~ not-a-uuid",
                "uuid ~ 6ba7b810-9dad-11d1-80b4-00c04fd430c   ~ not-a-uuid",
                "uuid ~ 6ba7b810-9dad-11d1-80b4+00c04fd430c8  ~ not-a-uuid",
            })
    void shouldReadCsv(String type, String cell, String expected) {
        assertThat(csv(type, cell == null ? "" : cell)).isEqualTo(expected);
    }

    @Test
    void shouldRefuseNumbersOfUnboundedLength() {
        assertThat(csv("long", "0".repeat(999) + "1")).isEqualTo("1");
        assertThat(csv("long", "0".repeat(1000) + "1")).isEqualTo("not-a-number");
        assertThat(csv("double", "0." + "1".repeat(998))).isEqualTo("0.1111111111111111");
        assertThat(csv("decimal(6,2)", "1." + "0".repeat(998))).isEqualTo("1.00");
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThat(message("long", "abc")).isEqualTo("'abc' is not a number");
        assertThat(message("long 0..9.5", "-5")).isEqualTo("'-5' is outside of long 0..9.5");
        assertThat(message("int", "1e10")).isEqualTo("'1e10' is outside of int");
        assertThat(message("long", "1.5")).isEqualTo("'1.5' has a fraction, long has none");
        assertThat(message("decimal(6,2)", "1.555"))
                .isEqualTo("'1.555' has more than the 2 digits after the point of decimal(6,2)");
        assertThat(message("date dd.MM.yyyy", "x")).isEqualTo("'x' is not a date of the form dd.MM.yyyy");
        assertThat(message("boolean", "é\u0007" + "x".repeat(100)))
                .isEqualTo("'é?" + "x".repeat(62) + "…' is neither true nor false");
        assertThat(message("uuid", "")).isEqualTo("v is required, and missing or null");
    }

    private static String message(String type, String cell) {
        EventDefinition definition = events(type(type), optional(field("other", Kind.STRING)));
        byte[] body = ("v,other\n" + cell + ",\n").getBytes(StandardCharsets.UTF_8);
        try (EventReader reader = new Bodies(EventFormat.CSV, definition).open(body)) {
            reader.next();
            reader.read(new Event(Definitions.schema(definition)), 0, 0);
            return "accepted";
        } catch (RejectedRecordException rejected) {
            return rejected.message();
        } catch (Exception other) {
            throw new IllegalStateException(other);
        }
    }

    @Test
    void shouldReportTheFirstProblemOnly() {
        EventDefinition definition = events(field("a", Kind.LONG), field("b", Kind.LONG), field("c", Kind.LONG));

        assertThat(new Bodies(EventFormat.CSV, definition).read("c,b,a\nx,y,\nx,,1\n,,1\n"))
                .containsExactly("0@2 not-a-number b", "1@3 not-a-number c", "2@4 missing-field b");
    }

    @Property(tries = 3000)
    void shouldAgreeWithTheJdkOnDoubles(@ForAll("numbers") String text) {
        double expected = Double.parseDouble(text);
        NumberText number = new NumberText();
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.US_ASCII);

        assertThat(number.scan(bytes, 1, text.length())).isTrue();
        assertThat(number.toDouble()).isEqualTo(expected);
    }

    @Property(tries = 3000)
    void shouldAgreeWithBigDecimalOnDecimals(@ForAll("numbers") String text) {
        BigDecimal exact = new BigDecimal(text);
        boolean fits = exact.signum() == 0 || exact.stripTrailingZeros().scale() <= 2;
        String expected;
        if (exact.signum() != 0 && exact.abs().compareTo(BigDecimal.TEN.pow(4)) >= 0) {
            expected = "out-of-range";
        } else {
            expected = fits ? exact.setScale(2).toPlainString() : "too-many-digits";
        }

        assertThat(csv("decimal(6,2)", text)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> numbers() {
        Arbitrary<String> digits =
                Arbitraries.strings().withChars("0123456789").ofMinLength(1).ofMaxLength(22);
        Arbitrary<String> fractions = Arbitraries.strings().withChars("05019").ofMaxLength(6);
        Arbitrary<Integer> exponents = Arbitraries.integers().between(-30, 30);
        return Combinators.combine(
                        Arbitraries.of("", "-", "+"), digits, fractions, exponents, Arbitraries.of(List.of(0, 1)))
                .as((sign, whole, fraction, exponent, withExponent) ->
                        sign + whole + "." + fraction + (withExponent == 1 ? "e" + exponent : ""));
    }
}
